# Objects that are indexed: np.mgrid[0:3, 0:4], np.ogrid, np.r_, np.c_.
module = "numpy"

class mgrid:
    @shape(mgrid(key))
    @dtype(same(key))
    def __getitem__(self: Other, key: Slices): ...

class ogrid:
    @shape(ogrid(key))
    @dtype(same(key))
    def __getitem__(self: Other, key: Slices): ...

class r_:
    @shape(rows_of(key))
    @dtype(same(key))
    def __getitem__(self: Other, key: Slices): ...

class c_:
    @shape(columns_of(key))
    @dtype(same(key))
    def __getitem__(self: Other, key: Slices): ...
