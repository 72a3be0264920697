"""What was released, and who reads it by machine."""

from reports.models.release import Release
from reports.models.token import Token

__all__ = ["Release", "Token"]
