"""How a file is received that is too large for memory: sealed while it comes; no disk ever holds it in clear."""

import io
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from mingjian.desk.core.sealed_content import PIECE, Scratch


class SealedUploads(FileUploadHandler):
    """Keeps a file that is being sent in a sealed one without a name, which is gone with the request or the process."""

    scratch: Scratch | None = None

    def new_file(self, *words: Any, **more: Any) -> None:  # noqa: ANN401  as Django's
        """Begin with a file."""
        super().new_file(*words, **more)
        self.scratch = Scratch()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002  as Django's
        """Take some of it."""
        if self.scratch is not None:
            self.scratch.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[bytes] | None:
        """The whole file, to be read as if it lay there in clear."""
        if self.scratch is None:
            return None
        content, self.scratch = io.BufferedReader(self.scratch.opened(), PIECE), None
        return UploadedFile(
            content, self.file_name, self.content_type, file_size, self.charset, self.content_type_extra
        )

    def upload_interrupted(self) -> None:
        """Let go of what came of a file that was broken off."""
        if self.scratch is not None:
            self.scratch.into.close()
            self.scratch = None
