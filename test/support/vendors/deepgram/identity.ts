/** Identifiers that Deepgram's messages carry and nobody reads. */
export const requestId = '00000000-0000-4000-8000-000000000001';
export const modelUuid = '00000000-0000-4000-8000-000000000002';
export const modelVersion = '2026-01-01.0';
