# Sums, means, extremes: over all axes, or over some.
module = "numpy"

@shape(reduce)
@dtype(total(a))
def sum(a: Array, axis: Axes = None, dtype: DType = None, out: Out = None, keepdims: Flag = False, initial: Other = ..., where: Other = ...): ...
@shape(reduce)
@dtype(total(a))
def prod(a: Array, axis: Axes = None, dtype: DType = None, out: Out = None, keepdims: Flag = False, initial: Other = ..., where: Other = ...): ...
nansum = sum
nanprod = prod
@shape(averaged)
@dtype(mean(a))
def mean(a: Array, axis: Axes = None, dtype: DType = None, out: Out = None, keepdims: Flag = False, *, where: Other = ...): ...
@shape(reduce)
@dtype(mean(a))
def nanmean(a: Array, axis: Axes = None, dtype: DType = None, out: Out = None, keepdims: Flag = False, *, where: Other = ...): ...
@shape(averaged)
@dtype(spread(a))
def std(a: Array, axis: Axes = None, dtype: DType = None, out: Out = None, ddof: Other = 0, keepdims: Flag = False, *, where: Other = ..., mean: Other = ..., correction: Other = ...): ...
var = std
@shape(reduce)
@dtype(spread(a))
def nanstd(a: Array, axis: Axes = None, dtype: DType = None, out: Out = None, ddof: Other = 0, keepdims: Flag = False, *, where: Other = ..., mean: Other = ..., correction: Other = ...): ...
nanvar = nanstd
@shape(extreme)
@dtype(same(a))
def max(a: Array, axis: Axes = None, out: Out = None, keepdims: Flag = False, initial: Other = ..., where: Other = ...): ...
min = max
amax = max
amin = max
nanmax = max
nanmin = max
@shape(extreme)
@dtype(same(a))
def ptp(a: Array, axis: Axes = None, out: Out = None, keepdims: Flag = False): ...
@shape(arg_reduce)
@dtype(int64)
def argmax(a: Array, axis: Axis = None, out: Out = None, *, keepdims: Flag = False): ...
argmin = argmax
nanargmax = argmax
nanargmin = argmax
@shape(reduce)
@dtype(bool)
def all(a: Array, axis: Axes = None, out: Out = None, keepdims: Flag = False, *, where: Other = ...): ...
any = all
@shape(reduce)
@dtype(int64)
def count_nonzero(a: Array, axis: Axes = None, *, keepdims: Flag = False): ...
@shape(averaged)
@dtype(mean(a))
def median(a: Array, axis: Axes = None, out: Out = None, overwrite_input: Other = False, keepdims: Flag = False): ...
nanmedian = median
@shape(quantile)
@dtype(mean(a, q))
def quantile(a: Array, q: Array, axis: Axes = None, out: Out = None, overwrite_input: Other = False, method: Other = "linear", keepdims: Flag = False, *, weights: Other = None): ...
percentile = quantile
nanquantile = quantile
nanpercentile = quantile
@overload
@shape(average)
@dtype(average(a, weights))
def average(a: Array, axis: Axes = None, weights: Array = None, returned: Literal[False] = False, *, keepdims: Flag = False): ...
@overload
@shape(average)
@dtype(average(a, weights), average(a, weights))
def average(a: Array, axis: Axes = None, weights: Array = None, returned: Literal[True] = True, *, keepdims: Flag = False) -> tuple: ...
@shape(accumulate)
@dtype(total(a))
def cumsum(a: Array, axis: Axis = None, dtype: DType = None, out: Out = None): ...
cumprod = cumsum
nancumsum = cumsum
nancumprod = cumsum
@shape(cumulative)
@dtype(total(x))
def cumulative_sum(x: Array, /, *, axis: Axis = None, dtype: DType = None, out: Out = None, include_initial: Flag = False): ...
cumulative_prod = cumulative_sum
@shape(size_of)
def size(a: Array, axis: Axes = None) -> Int: ...
@shape(ndim_of(a))
def ndim(a: Array) -> Int: ...
@shape(shape_of(a))
def shape(a: Array) -> Sizes: ...
