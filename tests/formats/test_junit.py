"""The schema below accepts only what we write; `test_published_schemas.py` asks the schemas of others."""

from lxml import etree
from sample_report import finding, findings, sample

from refmend.formats import render

SCHEMA = etree.XMLSchema(
    etree.fromstring("""
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:complexType name="note" mixed="true">
    <xs:attribute name="type" type="xs:string"/><xs:attribute name="message" type="xs:string"/>
  </xs:complexType>
  <xs:complexType name="case">
    <xs:sequence>
      <xs:element name="skipped" type="xs:string" minOccurs="0"/>
      <xs:element name="failure" type="note" minOccurs="0"/>
      <xs:element name="system-out" type="xs:string" minOccurs="0"/>
    </xs:sequence>
    <xs:attribute name="name" type="xs:string" use="required"/>
    <xs:attribute name="classname" type="xs:string"/>
    <xs:attribute name="time" type="xs:decimal"/>
  </xs:complexType>
  <xs:complexType name="suite">
    <xs:sequence><xs:element name="testcase" type="case" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
    <xs:attribute name="name" type="xs:string" use="required"/>
    <xs:attribute name="tests" type="xs:nonNegativeInteger" use="required"/>
    <xs:attribute name="failures" type="xs:nonNegativeInteger" use="required"/>
    <xs:attribute name="errors" type="xs:nonNegativeInteger" use="required"/>
    <xs:attribute name="skipped" type="xs:nonNegativeInteger"/>
    <xs:attribute name="timestamp" type="xs:dateTime"/>
  </xs:complexType>
  <xs:element name="testsuites">
    <xs:complexType>
      <xs:sequence><xs:element name="testsuite" type="suite" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
      <xs:attribute name="name" type="xs:string"/>
      <xs:attribute name="tests" type="xs:nonNegativeInteger"/>
      <xs:attribute name="failures" type="xs:nonNegativeInteger"/>
      <xs:attribute name="errors" type="xs:nonNegativeInteger"/>
    </xs:complexType>
  </xs:element>
</xs:schema>""")
)


def document(report):
    tree = etree.fromstring(render(report, "junit").encode())
    SCHEMA.assertValid(tree)
    return tree


def test_a_suite_is_a_file_and_a_case_a_reference():
    tree = document(sample())
    assert tree.xpath("//testsuite/@name") == ["references/list.md"]
    assert len(tree.xpath("//testcase")) == 5
    assert tree.get("tests") == "5"


def test_a_failure_is_an_error_finding_and_the_rest_is_output():
    tree = document(sample())
    assert tree.xpath("//failure/@type") == ["pages-mismatch", "dead-link"]
    assert tree.xpath("//@failures") == ["2", "2"]
    assert "title-mismatch" in tree.xpath("//system-out/text()")[0]


def test_what_nobody_could_say_is_skipped_never_failed():
    assert document(sample()).xpath("//skipped/text()") == ["unknown: time-out"]


def test_a_finding_beside_the_references_has_a_case_of_its_own():
    item = findings()[2].model_copy(update={"reference": "", "rule": "unused-ignore", "line": 1})
    assert "unused-ignore" in document(sample(findings=[item])).xpath("//testcase/@name")


def test_a_case_keeps_its_name_when_a_line_is_added_above_and_no_two_are_equal():
    report = sample()
    moved = [item.model_copy(update={"line": item.line + 7}) for item in report.references]
    names = document(report).xpath("//testcase/@name")
    assert document(report.model_copy(update={"references": moved})).xpath("//testcase/@name") == names
    twice = [*report.references, report.references[0].model_copy(update={"id": "again"})]
    names = document(report.model_copy(update={"references": twice})).xpath("//testcase/@name")
    assert len(set(names)) == 6
    assert names[5] == f"{names[0]} (2)"


def test_characters_that_xml_forbids_and_markup_are_inert():
    item = finding(
        "dead-link", 3, "https://example.org/gone/页", message="a\x00b\x0bc ]]> </testsuite><x/> \ufffe \ud800"
    )
    tree = document(sample(findings=[item]))
    assert tree.xpath("//failure/@message") == ["a⟨U+0000⟩b c ]]> </testsuite><x/> ⟨U+FFFE⟩ ⟨U+D800⟩"]


def test_counts_agree_with_the_cases():
    for suite in document(sample()).iter("testsuite"):
        assert int(suite.get("tests")) == len(suite)
        assert int(suite.get("failures")) == len(suite.xpath("testcase[failure]"))
        assert int(suite.get("skipped")) == len(suite.xpath("testcase[skipped]"))
