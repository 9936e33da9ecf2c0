const OPEN = '<think>';
const CLOSE = '</think>';

/**
 * Removes the `<think>…</think>` passages that reasoning models write into their answers. Fed piece
 * by piece: a tag may be cut anywhere. A passage that is never closed is thinking to the end.
 */
export class ThinkingFilter {
  private thinking = false;
  private held = '';

  /** Takes the next piece and returns what of it may be spoken. */
  push(piece: string): string {
    let rest = this.held + piece;
    let spoken = '';
    for (;;) {
      const tag = this.thinking ? CLOSE : OPEN;
      const at = rest.indexOf(tag);
      if (at < 0) {
        const keep = startedTag(rest, tag);
        this.held = rest.slice(rest.length - keep);
        return this.thinking ? spoken : spoken + rest.slice(0, rest.length - keep);
      }
      if (!this.thinking) spoken += rest.slice(0, at);
      rest = rest.slice(at + tag.length);
      this.thinking = !this.thinking;
    }
  }

  /** What was held back because it looked like the start of a tag. */
  end(): string {
    return this.thinking ? '' : this.held;
  }
}

/** How many of the last characters of `text` may be the beginning of `tag`. */
function startedTag(text: string, tag: string): number {
  for (let length = Math.min(tag.length - 1, text.length); length > 0; length--) {
    if (text.endsWith(tag.slice(0, length))) return length;
  }
  return 0;
}
