"""The certificate of the environment's domain."""

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.acm_certificate import AcmCertificate
from cdktf_cdktf_provider_aws.acm_certificate_validation import AcmCertificateValidation
from cdktf_cdktf_provider_aws.route53_record import Route53Record

from constructs import Construct
from constructs.waivers.waiver import waive

RECORD_TTL_SECONDS = 300


class WildcardCertificate(Construct):
    """A certificate for a domain and all hosts directly below it, renewed by ACM.

    Args:
        scope: The stack.
        id_: The construct's id.
        domain: The domain.
        zone_id: Its zone, where ACM looks for the proof that it is ours.

    Attributes:
        arn: The certificate's ARN, once it is issued.
    """

    def __init__(self, scope: Construct, id_: str, *, domain: str, zone_id: str) -> None:
        super().__init__(scope, id_)
        certificate = AcmCertificate(
            self,
            "certificate",
            domain_name=domain,
            subject_alternative_names=[f"*.{domain}"],
            validation_method="DNS",
            # The load balancer keeps the old one until the new one is issued.
            lifecycle=TerraformResourceLifecycle(create_before_destroy=True),
        )
        reason = "one certificate for the hosts of all applications: a new one waits for nothing"
        waive(certificate, "CKV2_AWS_71", reason)
        # Both names have the same record.
        proof = certificate.domain_validation_options.get(0)
        record = Route53Record(
            self,
            "proof",
            zone_id=zone_id,
            name=proof.resource_record_name,
            type=proof.resource_record_type,
            records=[proof.resource_record_value],
            ttl=RECORD_TTL_SECONDS,
            allow_overwrite=True,
        )
        self.arn = AcmCertificateValidation(
            self,
            "validation",
            certificate_arn=certificate.arn,
            validation_record_fqdns=[record.fqdn],
        ).certificate_arn
