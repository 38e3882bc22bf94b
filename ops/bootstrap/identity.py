"""GitHub as an issuer of identities that the account believes: one for all of its environments."""

from dataclasses import dataclass

from config.model import EnvironmentConfig
from ops.bootstrap.resource import NO_SUCH_ENTITY, IamClient, Property, or_none
from ops.bootstrap.trust import AUDIENCE, ISSUER, provider_arn


@dataclass(frozen=True)
class IdentityProvider:
    """The OIDC provider of GitHub in an account.

    It has no thumbprint: AWS knows GitHub by its own list of certificate authorities.
    https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html
    """

    iam: IamClient
    config: EnvironmentConfig

    @property
    def label(self) -> str:
        """The kind and the name, for people."""
        return f"OIDC provider {ISSUER}"

    def exists(self) -> bool:
        """Tell whether the account has it, by any maker: there is one of an issuer."""
        return self._audiences() is not None

    def create(self) -> None:
        """Create it."""
        self.iam.create_open_id_connect_provider(Url=f"https://{ISSUER}", ClientIDList=[AUDIENCE])

    def properties(self) -> tuple[Property, ...]:
        """Return what must hold of it; other audiences are others' business."""
        return (
            Property(
                name=f"issues for {AUDIENCE}",
                read=self._audiences,
                is_right=lambda found: AUDIENCE in found,
                write=lambda _: self.iam.add_client_id_to_open_id_connect_provider(
                    OpenIDConnectProviderArn=provider_arn(self.config), ClientID=AUDIENCE
                ),
            ),
        )

    def _audiences(self) -> list[str] | None:
        arn = provider_arn(self.config)
        found: list[str] | None = or_none(
            NO_SUCH_ENTITY,
            lambda: self.iam.get_open_id_connect_provider(OpenIDConnectProviderArn=arn)[
                "ClientIDList"
            ],
        )
        return found
