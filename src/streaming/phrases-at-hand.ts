import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { PhraseWarmer } from '../speech/index.js';
import { keptPhrases } from '../tutor/index.js';

/** Has what every call may need to hear on disk, before the voice could fail. */
@Injectable()
export class PhrasesAtHand implements OnApplicationBootstrap {
  constructor(private readonly warmer: PhraseWarmer) {}

  onApplicationBootstrap(): void {
    this.warmer.warm(keptPhrases);
  }
}
