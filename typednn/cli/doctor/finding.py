"""What the doctor found, and the remedy."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Finding:
    """A remark is worth knowing; what is wrong has to be mended."""

    state: Literal["ok", "remark", "wrong"]
    what: str
    remedy: str = ""
