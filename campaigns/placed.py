"""Forms that say what a row finds wrong where it can be mended."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError


class Placed(forms.ModelForm):
    """A form with each mistake at its field, and one at a time.

    What a constraint says stands at the field that its `violation_error_code` names. Of
    a field that is wrong in itself the row says nothing besides.
    """

    def add_error(self, field: str | None, error: Any) -> None:
        if field is None and hasattr(error, "error_dict"):
            error = ValidationError(self._placed(error.error_dict))
        super().add_error(field, error)

    def _placed(
        self, mistakes: dict[str, list[ValidationError]]
    ) -> dict[str, list[ValidationError]]:
        places: dict[str, list[ValidationError]] = {}
        for name, found in mistakes.items():
            for error in () if name in self.errors else found:
                place = error.code if error.code in self.fields else name
                places.setdefault(str(place), []).append(error)
        return places
