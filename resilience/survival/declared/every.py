"""All declared paths."""

from typing import Final

from resilience.survival.declared.cluster import DEPLOYMENT, SCALING, SECRETS
from resilience.survival.declared.network import INTERNET, NAMES
from resilience.survival.declared.watching import OBSERVABILITY

PATHS: Final = (*INTERNET, *NAMES, *SCALING, *DEPLOYMENT, *SECRETS, *OBSERVABILITY)
