# SPDX-License-Identifier: MIT
"""One table of commands: their help, their pages and the completion of shells say the same."""

import os
import pty
import re
import select
import shutil
import subprocess

import pytest

import stack
import test_cli
import waiting

PROGRAM = stack.BUILD / "cli/loadline"
SHELLS = ("bash", "zsh", "fish")
SETTINGS = ("redis_url", "spool", "upload_threads", "relay_sessions")


def printed(*words):
    return subprocess.run([PROGRAM, *words], text=True, capture_output=True, check=True,
                          env=stack.clean_environment()).stdout


@pytest.fixture(scope="module", name="scripts")
def fixture_scripts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("completion")
    names = {"bash": "loadline", "zsh": "_loadline", "fish": "loadline.fish"}
    for shell in SHELLS:
        (folder / names[shell]).write_text(printed("completion", shell))
    return {shell: folder / name for shell, name in names.items()}


def needs(shell):
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")


def options_in_help(command):
    return re.findall(r"^  --([\w-]+)", printed(*command, "--help"), re.M)


def offered(scripts, *words):
    """What bash offers for the last word. It cuts words at "=", as here."""
    needs("bash")
    done = subprocess.run(
        ["bash", "--norc", "-euc", 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); '
         '_loadline; [ ${#COMPREPLY[@]} = 0 ] || printf "%s\\n" "${COMPREPLY[@]}"',
         "bash", scripts["bash"], "loadline", *words], text=True, capture_output=True, check=True)
    assert not done.stderr
    return done.stdout.splitlines()


def page(command):
    return (stack.ROOT / f"doc/loadline-{command}.1").read_text(encoding="utf-8")


def test_commands_are_the_same_everywhere(scripts):
    commands = test_cli.commands()
    assert commands == sorted(commands)
    assert offered(scripts, "") == commands
    assert re.findall(r"^        '(\w+):", scripts["zsh"].read_text(), re.M) == commands
    assert re.findall(r"__loadline_is' -a (\w+) ", scripts["fish"].read_text()) == commands
    listed = re.findall(r"^\.It (?:Xr loadline-|Cm )(\w+)", (stack.ROOT / "doc/loadline.1").read_text(), re.M)
    assert listed == commands


@pytest.mark.parametrize("command", test_cli.commands())
def test_options_of_a_command_are_the_same_everywhere(scripts, command):
    options = options_in_help([command])
    all_options = [*options, "help"]
    assert offered(scripts, command, "--") == [f"--{option}" for option in all_options]
    part = re.search(rf"^        {command}\)\n(.*?)^            ;;", scripts["zsh"].read_text(), re.M | re.S)[1]
    assert re.findall(r"^            '--([\w-]+)", part, re.M) == all_options
    lines = re.findall(rf"__loadline_is {command}' -l ([\w-]+)", scripts["fish"].read_text())
    assert lines == all_options
    used = printed(command, "--help").splitlines()[0].replace("[--config FILE]", "")
    assert set(re.findall(r"--([\w-]+)", used)) <= set(options)
    if command != "version":
        text = page(command)
        assert set(re.findall(r"^\.It Fl -([\w-]+)", text, re.M)) == set(options)
        synopsis = text.partition("\n.Sh SYNOPSIS\n")[2].partition("\n.Sh ")[0]
        assert set(re.findall(r"Fl -([\w-]+)", synopsis)) - {"config"} == set(options)


def test_options_before_the_command(scripts):
    options = options_in_help([])
    assert offered(scripts, "--") == [f"--{option}" for option in options]
    assert re.findall(r"__loadline_is' -l ([\w-]+)", scripts["fish"].read_text()) == options
    common = (stack.ROOT / "doc/loadline.1").read_text()
    assert re.findall(r"^\.It Fl -([\w-]+)", common, re.M) == options
    for words in (["--config", "x.conf"], ["--config", "=", "x.conf"], ["-c", "x.conf"], ["-cx.conf"]):
        assert offered(scripts, *words, "verif") == ["verify"]


def test_values_that_bash_offers(scripts):
    assert offered(scripts, "token", "--scope", "w") == ["watch"]
    assert offered(scripts, "token", "--scope", "upload,a") == ["upload,admin"]
    assert offered(scripts, "events", "--state", "=", "done,fa") == ["done,failed"]
    assert offered(scripts, "events", "--state", "=") == offered(scripts, "events", "--state", "")
    assert set(SETTINGS) <= set(offered(scripts, "config", ""))
    assert offered(scripts, "config", "--json", "redis_pre") == ["redis_prefix"]
    assert offered(scripts, "completion", "") == list(SHELLS)
    for words in (["show", ""], ["retry", "--from", ""], ["retry", "-f", ""], ["-c", ""], ["send", ""], ["verify", "--spool", "/"], ["nonsense", ""]):
        assert not offered(scripts, *words)


def test_fish_completes(scripts):
    needs("fish")
    subprocess.run(["fish", "--no-execute", scripts["fish"]], check=True)

    def completed(line):
        done = subprocess.run(["fish", "--no-config", "-c", f"source {scripts['fish']}; complete -C '{line}'"],
                              text=True, capture_output=True, check=True)
        assert not done.stderr
        return [one.split("\t")[0] for one in done.stdout.splitlines()]
    assert completed("loadline li") == ["list"]
    assert completed("loadline --config x.conf verify --q") == ["--quick"]
    assert completed("loadline -c x.conf verify --q") == ["--quick"]
    assert completed("loadline token --scope upload,w") == ["upload,watch"]
    assert completed("loadline config redis_pre") == ["redis_prefix"]
    assert completed("loadline show ") == []


def test_zsh_completes(scripts):
    needs("zsh")
    subprocess.run(["zsh", "-n", scripts["zsh"]], check=True)
    child, control = pty.fork()
    if child == 0:
        os.execvpe("zsh", ["zsh", "-f", "-i"], {**os.environ, "TERM": "dumb", "PS1": "", "COLUMNS": "200"})
    shown = bytearray()

    def shows(text):
        if select.select([control], [], [], 0)[0]:
            shown.extend(os.read(control, 65536))
        return text in shown
    try:
        folder = scripts["zsh"].parent
        os.write(control, f"fpath=({folder} $fpath); autoload -Uz compinit; compinit -D -u; echo rea''dy\n".encode())
        waiting.until(lambda: shows(b"ready"), "zsh has read the completion")
        os.write(control, b"loadline verify --qui\t")
        waiting.until(lambda: shows(b"--quick"), "zsh completes the option")
        os.write(control, b"\x15loadline token --scope upload,wa\t")
        waiting.until(lambda: shows(b"upload,watch"), "zsh completes one of a list")
    finally:
        os.close(control)
        os.waitpid(child, 0)


def test_the_scripts_are_installed(scripts, tmp_path):
    """Where Debian's shells look; zsh's folder is the package's choice."""
    subprocess.run(["make", "-C", stack.BUILD, f"DESTDIR={tmp_path}", "datadir=/usr/share",
                    "zshcompletiondir=/usr/share/zsh/vendor-completions",
                    *(f"install-nodist_{shell}completionDATA" for shell in SHELLS)],
                   check=True, capture_output=True, timeout=60)
    for shell, path in (("bash", "bash-completion/completions/loadline"),
                        ("zsh", "zsh/vendor-completions/_loadline"),
                        ("fish", "fish/vendor_completions.d/loadline.fish")):
        assert (tmp_path / "usr/share" / path).read_text() == scripts[shell].read_text()
