"""Full texts: an exclusion needs its reason, and the document lies beside the abstract."""

import pytest
from playwright.sync_api import expect

PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""


class TestFullTexts:
    STAGE = "?stage=full_text"

    @pytest.fixture
    def reader(self, make_reviewer):
        """Someone who has let two records pass and reads their full texts."""
        reviewer = make_reviewer(votes=1).open()
        reviewer.press("i", "i")
        return reviewer.saved().open(self.STAGE)

    def test_an_exclusion_needs_its_reason(self, reader):
        first = reader.title
        said = reader.page.locator("#document")
        expect(said).to_contain_text("No full text was uploaded")
        reader.press("e")
        expect(said).to_contain_text("No file is kept for this report. Decide all the same?")
        expect(reader.page.locator("#reasons")).to_be_hidden()
        reader.press("e")
        expect(reader.page.locator("#reasons")).to_be_visible()
        reader.press("Enter")
        expect(reader.page.locator("#reasons-help")).to_contain_text("needs a reason")
        reader.press("1", "b")
        reader.saved()
        assert reader.mine("full_text") == [(first, "exclude")]
        path = f"/reviews/{reader.review}/decisions/mine?stage=full_text"
        (kept,) = reader.api.expect(200, "GET", path)["items"]
        assert kept["event"]["reason"] == "No data"
        assert kept["event"]["failed_criteria"] == ["participants"]

    def test_its_document_lies_beside_the_abstract(self, site, reader):
        said = reader.page.locator("#document")
        expect(said).to_contain_text("No full text was uploaded")
        path = f"/reviews/{reader.review}"
        records = reader.api.expect(200, "GET", f"{path}/records")["items"]
        shown = next(each["id"] for each in records if each["title"] == reader.title)
        files = {"files": ("A trial, “final”.pdf", PDF)}
        site.owner.expect(201, "POST", f"{path}/full-texts/{shown}/documents", files=files)
        reader.open(self.STAGE)
        expect(said).to_contain_text("Full text: A trial, “final”.pdf")
        reader.press("f")
        viewer = reader.page.locator("#viewer")
        expect(viewer).to_be_visible()
        address = said.get_by_role("link").get_attribute("href")
        assert viewer.get_attribute("src") == address
        assert reader.page.request.get(address).status == 200
        reader.press("i")
        expect(viewer).to_be_hidden()
