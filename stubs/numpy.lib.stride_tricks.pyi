# Views with other strides.

@shape(sliding_window_view(x, window_shape, axis))
@dtype(same(x))
def sliding_window_view(x: Array, window_shape: Sections, axis: Axes = None, *, subok: Other = False, writeable: Other = False): ...
@shape(shape or x)
@dtype(same(x))
def as_strided(x: Array, shape: Sizes = None, strides: Other = None, subok: Other = False, writeable: Other = True, *, check_bounds: Other = None): ...
