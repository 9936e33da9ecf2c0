import twilio from 'twilio';
import type { PublicUrls } from '../public-urls.js';

const waitSeconds = 3;

/**
 * Joins the caller to our media stream. When the stream ends and the call does not, Twilio goes on to
 * the redirect: the call comes back and is resumed. A stream's URL cannot carry a query, so the token
 * travels as a parameter and arrives with the `start` message.
 */
export function connectStream(urls: PublicUrls, token: string): string {
  const response = new twilio.twiml.VoiceResponse();
  response.connect().stream({ url: urls.mediaStream }).parameter({ name: 'token', value: token });
  response.redirect({ method: 'POST' }, urls.callWebhook);
  return response.toString();
}

/** Keeps a call on the line for a moment and asks again. */
export function waitAndAskAgain(urls: PublicUrls, words: string): string {
  const response = new twilio.twiml.VoiceResponse();
  response.say(words);
  response.pause({ length: waitSeconds });
  response.redirect({ method: 'POST' }, urls.callWebhook);
  return response.toString();
}

export function sayAndHangUp(words: string): string {
  const response = new twilio.twiml.VoiceResponse();
  response.say(words);
  response.hangup();
  return response.toString();
}

export function hangUp(): string {
  const response = new twilio.twiml.VoiceResponse();
  response.hangup();
  return response.toString();
}
