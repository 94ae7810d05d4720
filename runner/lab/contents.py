"""How `make lab` reads notebooks: each as one of the Python that opens it.

A notebook names the version of Python that ran it. Where the kernel's is another one, JupyterLab
writes it into the notebook as soon as that is open, takes it for changed, and saves it.
"""

import platform

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager


class Contents(AsyncLargeFileManager):
    """JupyterLab's own reader of files, but for the version of Python."""

    async def get(self, path, content=True, **options):
        """Return what lies at a path; a notebook of Python with the version that runs here."""
        model = await super().get(path, content=content, **options)
        if content and model["type"] == "notebook":
            info = model["content"].metadata.get("language_info", {})
            if "version" in info and info.get("name") == "python":
                info["version"] = platform.python_version()
        return model
