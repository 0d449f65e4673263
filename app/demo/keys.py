"""One-time keys of the demo, so that what people tap in it is counted once like anywhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

SEED = 4540


@dataclass(frozen=True)
class Keys:
    """Gives out keys, the same ones in every play, apart from all that is random otherwise."""

    random: Random = field(default_factory=lambda: Random(SEED))

    def next(self) -> str:
        """A key of 32 hexadecimal digits."""
        return f"{self.random.getrandbits(128):032x}"
