# Functions that rearrange, join and split arrays.
module = "numpy"

# Other shapes for the same elements
@shape(reshape(a, shape))
@dtype(same(a))
def reshape(a: Array, /, shape: Sizes, order: Other = "C", *, copy: Other = None): ...
@shape(ravel)
@dtype(same(a))
def ravel(a: Array, order: Other = "C"): ...
@shape(transpose)
@dtype(same(a))
def transpose(a: Array, axes: Axes = None): ...
permute_dims = transpose
@shape(matrix_transpose)
@dtype(same(x))
def matrix_transpose(x: Array, /): ...
@shape(swapaxes)
@dtype(same(a))
def swapaxes(a: Array, axis1: Axis, axis2: Axis): ...
@shape(moveaxis)
@dtype(same(a))
def moveaxis(a: Array, source: Axes, destination: Axes): ...
@shape(rollaxis)
@dtype(same(a))
def rollaxis(a: Array, axis: Axis, start: Axis = 0): ...
@shape(expand_dims)
@dtype(same(a))
def expand_dims(a: Array, axis: Axes): ...
@shape(squeeze)
@dtype(same(a))
def squeeze(a: Array, axis: Axes = None): ...
@shape(atleast_1d(*arys))
@dtype(each(*arys))
def atleast_1d(*arys: Array): ...
@shape(atleast_2d(*arys))
@dtype(each(*arys))
def atleast_2d(*arys: Array): ...
@shape(atleast_3d(*arys))
@dtype(each(*arys))
def atleast_3d(*arys: Array): ...
@shape(broadcast_to)
@dtype(same(array))
def broadcast_to(array: Array, shape: Sizes, subok: Other = False): ...
@shape(broadcast_arrays(*args))
@dtype(each(*args))
def broadcast_arrays(*args: Array, subok: Other = False): ...
@shape(broadcast(*args))
def broadcast_shapes(*args: Shapes) -> Sizes: ...
@shape(resize)
@dtype(same(a))
def resize(a: Array, new_shape: Sizes): ...

# The same shape
@shape(flip(m, axis))
@dtype(same(m))
def flip(m: Array, axis: Axes = None): ...
@shape(along(m, 1))
@dtype(same(m))
def fliplr(m: Array): ...
@shape(along(m, 0))
@dtype(same(m))
def flipud(m: Array): ...
@shape(along(a, axis))
@dtype(same(a))
def roll(a: Array, shift: Other, axis: Axes = None): ...
@shape(rot90)
@dtype(same(m))
def rot90(m: Array, k: Whole = 1, axes: Axes = (0, 1)): ...

# Several arrays to one
@shape(stack(arrays, axis))
@dtype(promote(arrays))
def stack(arrays: Arrays, axis: Axis = 0, out: Out = None, *, dtype: DType = None, casting: Other = "same_kind"): ...
@shape(concatenate(arrays, axis))
@dtype(promote(arrays))
def concatenate(arrays: Arrays, /, axis: Axis = 0, out: Out = None, *, dtype: DType = None, casting: Other = "same_kind"): ...
concat = concatenate
@shape(vstack(tup))
@dtype(promote(tup))
def vstack(tup: Arrays, *, dtype: DType = None, casting: Other = "same_kind"): ...
row_stack = vstack
@shape(hstack(tup))
@dtype(promote(tup))
def hstack(tup: Arrays, *, dtype: DType = None, casting: Other = "same_kind"): ...
@shape(dstack(tup))
@dtype(promote(tup))
def dstack(tup: Arrays): ...
@shape(column_stack(tup))
@dtype(promote(tup))
def column_stack(tup: Arrays): ...
@shape(append)
@dtype(strong(arr, values))
def append(arr: Array, values: Array, axis: Axis = None): ...
@shape(insert)
@dtype(same(arr))
def insert(arr: Array, obj: Item, values: Array, axis: Axis = None): ...
@shape(delete)
@dtype(same(arr))
def delete(arr: Array, obj: Item, axis: Axis = None): ...

# One array to several
@shape(split)
@dtype(same(ary))
def split(ary: Array, indices_or_sections: Sections, axis: Axis = 0) -> list: ...
@shape(array_split)
@dtype(same(ary))
def array_split(ary: Array, indices_or_sections: Sections, axis: Axis = 0) -> list: ...
@shape(vsplit)
@dtype(same(ary))
def vsplit(ary: Array, indices_or_sections: Sections) -> list: ...
@shape(hsplit)
@dtype(same(ary))
def hsplit(ary: Array, indices_or_sections: Sections) -> list: ...
@shape(dsplit)
@dtype(same(ary))
def dsplit(ary: Array, indices_or_sections: Sections) -> list: ...
@shape(unstack)
@dtype(same(x))
def unstack(x: Array, /, *, axis: Axis = 0): ...
