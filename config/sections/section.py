"""The base of every part of a file that people write."""

from typing import Any

from pydantic import BaseModel, ConfigDict, field_validator

from config.terraform_text import literal_data


class Section(BaseModel):
    """A part of the file: frozen, without keys that nobody reads, and literal for Terraform."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True
    )

    @field_validator("*", mode="after")
    @classmethod
    def _literal(cls, value: Any) -> Any:  # noqa: ANN401 - a field of any type
        """Make text literal, once all that is asked of it has been asked of what was written."""
        return literal_data(value)
