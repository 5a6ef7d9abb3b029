"""The catalogue of phenomena: what press prose does, by id, for the examples and rejects that show it."""

from __future__ import annotations

import re

from pydantic import ValidationError

from pipeline.rulebook.book import Phenomenon
from pipeline.rulebook.files import PhenomenaFile, explain
from pipeline.rulebook.yamlfile import YamlFile

PHENOMENON_ID = re.compile(r"([A-Z])[0-9]{2}")


class Catalogue:
    """Collects the phenomena of all files; what is wrong goes to the file's `problems`."""

    def __init__(self) -> None:
        self.phenomena: dict[str, Phenomenon] = {}
        self.sections: dict[str, str] = {}

    def read(self, file: YamlFile) -> None:
        """Take over the phenomena of one file; a later folder may add some."""
        try:
            content = PhenomenaFile.model_validate(file.data)
        except ValidationError as error:
            for fault in error.errors(include_url=False):
                path, message = explain(fault, PhenomenaFile)
                file.fault(path, message)
            return
        self.sections.update(content.sections)
        for name, line in content.phenomena.items():
            path = ("phenomena", name)
            place = f"{file.name}:{file.place(path)[0]}"
            form = PHENOMENON_ID.fullmatch(name)
            if not form:
                file.fault(path, f"'{name}' is no id of a phenomenon: write a letter and two digits, as J08")
            elif form[1] not in self.sections:
                file.fault(path, f"'{name}': no section '{form[1]}' in 'sections'")
            elif name in self.phenomena:
                file.fault(path, f"phenomenon '{name}' is already in {self.phenomena[name].place}")
            else:
                self.phenomena[name] = Phenomenon(name, line.name, line.left_out, place)
