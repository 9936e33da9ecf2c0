/** Sounds that an engine describes instead of words: "[Music]", "(silence)", "*coughs*", "♪". */
const describedSounds = /\[[^\]]*\]|\([^)]*\)|\*[^*]*\*|♪/g;

/** What Whisper makes up from noise: the ends of the videos it learned from. Nobody says it to a tutor. */
const phantoms: ReadonlySet<string> = new Set([
  'thank you for watching',
  'thanks for watching',
  'thank you so much for watching',
  'thank you for listening',
  'please subscribe',
  'please subscribe to my channel',
  'like and subscribe',
  'subscribe to my channel',
  'see you in the next video',
  'i will see you in the next video',
  "i'll see you in the next video",
  'see you next time',
  'subtitles by the amara org community',
]);

/** Made up from noise as well, but a caller may mean them. */
const doubtful: ReadonlySet<string> = new Set(['thank you', 'thanks', 'you', 'bye', 'bye bye']);

/** Nobody says the shortest of the doubtful phrases in less. */
const leastVoicedMs = 160;

/**
 * The words in what an engine heard. Descriptions of sounds go, and so does a text that is nothing but
 * a phrase which engines make up: always where no caller would say it, and only with too little voice
 * to have said it (`voicedMs`) where one might.
 */
export function cleanTranscript(text: string, voicedMs: number): string {
  const words = text.replace(describedSounds, ' ').replace(/\s+/g, ' ').trim();
  const bare = words
    .toLowerCase()
    .replace(/[^\p{L}\p{N}']+/gu, ' ')
    .trim();
  const isPhantom = phantoms.has(bare) || (doubtful.has(bare) && voicedMs < leastVoicedMs);
  return bare === '' || isPhantom ? '' : words;
}
