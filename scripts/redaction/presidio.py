"""Looks for personal data with Microsoft Presidio: texts as JSON lines in, spans and times as JSON lines out.

The recognisers are Presidio's own for phones, e-mail and cards, set up as well as they can be for Rwanda:
phone regions of the countries in the set, and a pattern for the national identity number with context words.
The language pipeline is spaCy's blank English with lower-cased words as lemmas: every recogniser used here
works by pattern, and lemmas only serve their context words.
"""

import json
import sys
import time

import spacy
import tldextract
from presidio_analyzer import AnalyzerEngine, Pattern, PatternRecognizer, RecognizerRegistry
from presidio_analyzer.nlp_engine import NerModelConfiguration, SpacyNlpEngine
from presidio_analyzer.predefined_recognizers import (
    CreditCardRecognizer,
    EmailRecognizer,
    PhoneRecognizer,
)
from spacy.language import Language

# The list of public suffixes that the package brings along: nothing is fetched.
tldextract.extract = tldextract.TLDExtract(suffix_list_urls=())

REGIONS = ["RW", "KE", "UG", "TZ", "BI", "CD", "FR", "GB", "BE", "DE", "IN", "NG", "US", "ZA"]
IDENTITY = (
    r"\b[123][ -]?(?:19|20)\d\d[ -]?[78][ -]?\d{7}[ -]?\d[ -]?\d\d\b"
    r"|\b[123](?:19|20)\d(?:[ -]\d{4}){3}\b"
)
KINDS = {
    "PHONE_NUMBER": "phone",
    "EMAIL_ADDRESS": "email",
    "CREDIT_CARD": "card",
    "RW_NATIONAL_ID": "id",
}


@Language.component("lower_lemmas")
def lower_lemmas(doc):
    for token in doc:
        token.lemma_ = token.lower_
    return doc


class BlankEngine(SpacyNlpEngine):
    def __init__(self):
        super().__init__(
            models=[{"lang_code": "en", "model_name": "blank"}],
            ner_model_configuration=NerModelConfiguration(),
        )
        blank = spacy.blank("en")
        blank.add_pipe("lower_lemmas")
        self.nlp = {"en": blank}

    def load(self):
        pass


def analyzer():
    registry = RecognizerRegistry(supported_languages=["en"])
    registry.add_recognizer(EmailRecognizer())
    registry.add_recognizer(CreditCardRecognizer())
    registry.add_recognizer(PhoneRecognizer(supported_regions=REGIONS))
    identity = Pattern("Rwandan identity", IDENTITY, 0.8)
    registry.add_recognizer(
        PatternRecognizer(
            supported_entity="RW_NATIONAL_ID",
            patterns=[identity],
            context=["id", "identity", "indangamuntu", "national"],
        )
    )
    return AnalyzerEngine(
        registry=registry, nlp_engine=BlankEngine(), supported_languages=["en"]
    )


def main():
    engine = analyzer()
    engine.analyze("warm up 0788 123 456", language="en")
    for line in sys.stdin:
        text = json.loads(line)
        before = time.perf_counter()
        results = engine.analyze(text, language="en")
        micros = (time.perf_counter() - before) * 1e6
        found = [
            {"kind": KINDS[result.entity_type], "start": result.start, "end": result.end}
            for result in results
            if result.entity_type in KINDS
        ]
        print(json.dumps({"found": found, "micros": micros}), flush=True)


if __name__ == "__main__":
    main()
