"""What a system administrator does with the texts for the public: ways in and the guide."""

from huiyin.publishing.guides import GUIDES
from huiyin.publishing.models import Guide


def load_guides() -> None:
    """The procedure guide to begin with, in both languages."""
    Guide.objects.bulk_create(
        Guide(
            slug=guide.slug,
            language=code,
            title=guide.title[short],
            body=guide.body[short],
            order=order,
        )
        for order, guide in enumerate(GUIDES)
        for code, short in (("zh-hans", "zh"), ("en", "en"))
    )
