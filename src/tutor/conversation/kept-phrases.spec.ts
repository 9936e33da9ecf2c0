import { keptPhrases } from './kept-phrases.js';
import * as phrases from './phrases.js';

describe('the phrases that are kept', () => {
  it.each([
    phrases.greeting.text,
    phrases.areYouThere.text,
    phrases.notCaught.text,
    phrases.speechTrouble.text,
    phrases.speechTroubleWithText.text,
    phrases.hearingTroubleWithText.text,
    phrases.menuQuestion(false).text,
    ...phrases.praises,
    ...phrases.farewells,
  ])('have %j among them', (text) => {
    expect(keptPhrases).toContain(text);
  });

  it('are each there once, and none of them is only ever texted', () => {
    expect(new Set(keptPhrases).size).toBe(keptPhrases.length);
    for (const tip of phrases.tips) expect(keptPhrases).not.toContain(tip);
  });
});
