"""`huiyin verify`: what does not hold is named, and nothing else is."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from django.conf import LazySettings

from huiyin.commands.verify import command
from huiyin.petitions.models import Petition
from huiyin.statistics.models import MonthlyCount
from tests.make import a_petition

pytestmark = pytest.mark.django_db(transaction=True)


def test_words_that_may_not_be_found_are_named(settings: LazySettings, tmp_path: Path) -> None:
    settings.HUIYIN_CHECKPOINTS = [tmp_path]
    petition = a_petition()
    whole = CliRunner().invoke(command)
    assert whole.exit_code == 0, whole.output
    Petition.objects.filter(pk=petition.pk).update(is_sealed=True)
    told = CliRunner().invoke(command)
    assert told.exit_code == 1
    assert f"{petition.number}（{petition.pk}）的正文不该在检索词表里" in told.output
    assert "1 处不符" in told.output


def test_sums_that_are_not_what_a_recount_comes_to_are_named(
    settings: LazySettings, tmp_path: Path
) -> None:
    settings.HUIYIN_CHECKPOINTS = [tmp_path]
    petition = a_petition()
    MonthlyCount.objects.update(number=2)
    told = CliRunner().invoke(command)
    assert told.exit_code == 1
    assert f"{petition.arrived_at:%Y-%m} 的收件合计与逐件重数不符" in told.output
