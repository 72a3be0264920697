"""LibreOffice opens what an office would open: the file as it prints it."""

import subprocess
from collections.abc import Mapping
from pathlib import Path


def printed(folder: Path, files: Mapping[str, bytes]) -> dict[str, str]:
    """The text of each file, by its name, as LibreOffice prints it.

    A file that needs repair is not opened without asking, and there is nobody to ask.
    """
    for name, content in files.items():
        (folder / name).write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    convert = ["/usr/bin/soffice", profile, "--headless", "--convert-to", "pdf"]
    paths = [folder / name for name in files]
    command = [*convert, "--outdir", folder, *paths]
    subprocess.run(command, check=True, capture_output=True)
    return {path.name: _text(path.with_suffix(".pdf")) for path in paths}


def _text(path: Path) -> str:
    command = ["/usr/bin/pdftotext", "-layout", path, "-"]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout
