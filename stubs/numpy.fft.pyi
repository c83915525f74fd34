# Fourier transforms: complex, in the precision of what comes in.

@shape(fft)
@dtype(fft(a))
def fft(a: Array, n: Int = None, axis: Axis = -1, norm: Text = None, out: Out = None): ...
ifft = fft
@shape(rfft)
@dtype(rfft(a))
def rfft(a: Array, n: Int = None, axis: Axis = -1, norm: Text = None, out: Out = None): ...
ihfft = rfft
@shape(irfft)
@dtype(ifft_real(a))
def irfft(a: Array, n: Int = None, axis: Axis = -1, norm: Text = None, out: Out = None): ...
hfft = irfft

# Along several axes
@shape(fftn)
@dtype(fft(a))
def fftn(a: Array, s: Sections = None, axes: Axes = None, norm: Text = None, out: Out = None): ...
ifftn = fftn
@shape(rfftn)
@dtype(rfft(a))
def rfftn(a: Array, s: Sections = None, axes: Axes = None, norm: Text = None, out: Out = None): ...
@shape(irfftn)
@dtype(real_of(fft(a)))
def irfftn(a: Array, s: Sections = None, axes: Axes = None, norm: Text = None, out: Out = None): ...
@shape(fft2)
@dtype(fft(a))
def fft2(a: Array, s: Sections = None, axes: Axes = (-2, -1), norm: Text = None, out: Out = None): ...
ifft2 = fft2
@shape(rfft2)
@dtype(rfft(a))
def rfft2(a: Array, s: Sections = None, axes: Axes = (-2, -1), norm: Text = None, out: Out = None): ...
@shape(irfft2)
@dtype(real_of(fft(a)))
def irfft2(a: Array, s: Sections = None, axes: Axes = (-2, -1), norm: Text = None, out: Out = None): ...

# Frequencies and their order
@shape(along(x, axes))
@dtype(same(x))
def fftshift(x: Array, axes: Axes = None): ...
ifftshift = fftshift
@shape(fftfreq(n))
@dtype(float64)
def fftfreq(n: Int, d: Array = 1.0, device: Other = None): ...
@shape(rfftfreq(n))
@dtype(float64)
def rfftfreq(n: Int, d: Array = 1.0, device: Other = None): ...
