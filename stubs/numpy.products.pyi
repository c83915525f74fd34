# Products of arrays.
module = "numpy"

@shape(dot)
@dtype(promote(a, b))
def dot(a: Array, b: Array, out: Out = None): ...
@shape(vdot)
@dtype(promote(a, b))
def vdot(a: Array, b: Array, /): ...
@shape(inner)
@dtype(promote(a, b))
def inner(a: Array, b: Array, /): ...
@shape(outer)
@dtype(promote(a, b))
def outer(a: Array, b: Array, out: Out = None): ...
@shape(kron)
@dtype(promote(a, b))
def kron(a: Array, b: Array): ...
@shape(tensordot)
@dtype(promote(a, b))
def tensordot(a: Array, b: Array, axes: Wholes = 2): ...
@shape(cross)
@dtype(promote(a, b))
def cross(a: Array, b: Array, axisa: Axis = -1, axisb: Axis = -1, axisc: Axis = -1, axis: Axis = None): ...
