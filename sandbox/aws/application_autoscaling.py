"""Tags of scalable targets, which the AWS provider reads back from each target that it makes.

moto 5.2.5 drops them, and has no `ListTagsForResource`:
https://docs.aws.amazon.com/autoscaling/application/APIReference/API_ListTagsForResource.html
"""

import json
from weakref import WeakKeyDictionary

from moto.applicationautoscaling import urls
from moto.applicationautoscaling.models import FakeScalableTarget
from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse

_tags: WeakKeyDictionary[FakeScalableTarget, dict[str, str]] = WeakKeyDictionary()


def extend() -> None:
    """Make moto keep the tags of scalable targets."""
    urls.url_paths["{0}/$"] = _Response.dispatch


class _Response(ApplicationAutoScalingResponse):
    def register_scalable_target(self) -> str:
        body = super().register_scalable_target()
        tags = self._get_param("Tags")
        if tags:
            self._tags_of(json.loads(body)["ScalableTargetARN"]).update(tags)
        return body

    def tag_resource(self) -> str:
        self._tags_of(self._get_param("ResourceARN")).update(self._get_param("Tags"))
        return "{}"

    def untag_resource(self) -> str:
        tags = self._tags_of(self._get_param("ResourceARN"))
        for key in self._get_param("TagKeys"):
            tags.pop(key, None)
        return "{}"

    def list_tags_for_resource(self) -> str:
        return json.dumps({"Tags": self._tags_of(self._get_param("ResourceARN"))})

    def _tags_of(self, arn: str) -> dict[str, str]:
        kinds = self.applicationautoscaling_backend.targets.values()
        (target,) = [t for targets in kinds for t in targets.values() if t.arn == arn]
        return _tags.setdefault(target, {})
