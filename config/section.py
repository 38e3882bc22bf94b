"""What every part of an environment file is made of."""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A part of the file: frozen, and without keys that nobody reads."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True
    )
