import pytest
import typer

from ops.command import Failure, ends_well


def test_a_message_is_printed_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    message = f"arn:aws:secretsmanager:eu-west-1:111122223333:secret:a[bold]b{'x' * 100}"
    with pytest.raises(typer.Exit), ends_well():
        raise Failure(message)
    assert capsys.readouterr().err == f"{message}\n"
