# Functions that make arrays.
module = "numpy"

# Of a shape that is asked for
@shape(asked_shape(shape))
@dtype(float64)
def zeros(shape: Sizes, dtype: DType = None, order: Other = "C", *, device: Other = None, like: Other = None): ...
ones = zeros
empty = zeros
@shape(asked_shape(shape))
@dtype(same(fill_value))
def full(shape: Sizes, fill_value: Array, dtype: DType = None, order: Other = "C", *, device: Other = None, like: Other = None): ...
@shape(shape or a)
@dtype(same(a))
def zeros_like(a: Array, dtype: DType = None, order: Other = "K", subok: Other = True, shape: Sizes = None, *, device: Other = None): ...
ones_like = zeros_like
@shape(shape or prototype)
@dtype(same(prototype))
def empty_like(prototype: Array, /, dtype: DType = None, order: Other = "K", subok: Other = True, shape: Sizes = None, *, device: Other = None): ...
@shape(shape or a)
@dtype(same(a))
def full_like(a: Array, fill_value: Array, dtype: DType = None, order: Other = "K", subok: Other = True, shape: Sizes = None, *, device: Other = None): ...

# From what is there
@shape(same(a))
@dtype(same(a))
def asarray(a: Array, dtype: DType = None, order: Other = None, *, device: Other = None, copy: Other = None, like: Other = None): ...
asanyarray = asarray
@shape(same(a))
@dtype(same(a))
def asarray_chkfinite(a: Array, dtype: DType = None, order: Other = None): ...
@shape(same(a))
@dtype(same(a))
def copy(a: Array, order: Other = "K", subok: Other = False): ...
@shape(same(x))
@dtype(dtype)
def astype(x: Array, dtype: DType, /, *, copy: Other = True, device: Other = None): ...
