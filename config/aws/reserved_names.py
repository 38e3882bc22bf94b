"""Beginnings and ends of names that AWS keeps for itself, and so refuses to others."""

from typing import Final

SECURITY_GROUPS: Final = ("sg-",)
"""https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html"""

BUCKET_BEGINNINGS: Final = ("xn--", "sthree-", "amzn-s3-demo-")
BUCKET_ENDS: Final = ("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3", "-an")
"""https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html"""

TAGS: Final = ("aws:", "rds:")
"""Beginnings of keys and of values, in any case:
https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_Tag.html"""
