# The methods of every ufunc: np.add.reduce, np.multiply.outer, np.maximum.accumulate …
module = "numpy.ufunc"

@shape(reduce(array, axis, keepdims))
@dtype(reduced_by_ufunc(array))
def reduce(array: Array, /, axis: Axes = 0, dtype: DType = None, out: Out = None, keepdims: Flag = False, initial: Other = ..., where: Other = True): ...

@shape(along(array, axis))
@dtype(reduced_by_ufunc(array))
def accumulate(array: Array, /, axis: Axis = 0, dtype: DType = None, out: Out = None): ...

@shape(reduceat)
@dtype(reduced_by_ufunc(array))
def reduceat(array: Array, /, indices: Array, axis: Axis = 0, dtype: DType = None, out: Out = None): ...

@shape(outer_of_ufunc(A, B))
@dtype(of_ufunc(A, B))
def outer(A: Array, B: Array, /, *, out: Out = None, where: Other = True, casting: Other = "same_kind", order: Other = "K", dtype: DType = None, subok: Other = True, signature: Other = None): ...

@shape(at(a, indices, b))
def at(a: Array, indices: Index, b: Array = None, /) -> None: ...
