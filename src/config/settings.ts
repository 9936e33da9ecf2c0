import { Transform, Type } from 'class-transformer';
import {
  IsIn,
  IsNotEmpty,
  IsNumber,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
  ValidateIf,
} from 'class-validator';
import { IsPublicOrigin } from './public-origin.js';
import { WholeNumber } from './whole-number.js';

const inProduction = (settings: Settings): boolean => settings.NODE_ENV === 'production';
const blankIsUnset = ({ value }: { value: unknown }): unknown => (value === '' ? undefined : value);

/**
 * Every variable that is not a provider's own, named as in the environment, with its default and its
 * bounds. `.env.template` explains each one; a test keeps the two alike.
 */
export class Settings {
  @IsIn(['development', 'test', 'production'])
  NODE_ENV: 'development' | 'test' | 'production' = 'development';

  @WholeNumber(0, 65535)
  PORT = 8000;

  @IsPublicOrigin()
  PUBLIC_BASE_URL = 'http://127.0.0.1:8000';

  @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
  LOG_LEVEL = 'info';

  @IsString()
  @IsNotEmpty()
  LOG_FILE = 'app.log';

  @WholeNumber(1, 100_000)
  LOG_FILE_MAX_MB = 50;

  @WholeNumber(1, 36500)
  LOG_RETENTION_DAYS = 14;

  @WholeNumber(1, 1_000_000)
  LOG_RETENTION_MB = 1000;

  @IsString()
  @IsNotEmpty()
  CSV_FILE = 'user_sessions.csv';

  @IsString()
  @IsNotEmpty()
  SPOOL_DIR = 'spool';

  @WholeNumber(1, 100_000)
  SPOOL_MAX_MB = 256;

  @IsString()
  @IsNotEmpty()
  BAKAME_HOME = '.bakame';

  // Twilio

  @ValidateIf((s: Settings) => inProduction(s) || s.TWILIO_ACCOUNT_SID !== undefined)
  @Matches(/^AC[0-9a-f]{32}$/i, { message: '$property must be AC followed by 32 hex digits' })
  @Transform(blankIsUnset)
  TWILIO_ACCOUNT_SID?: string;

  @ValidateIf((s: Settings) => inProduction(s) || s.TWILIO_AUTH_TOKEN !== undefined)
  @IsString()
  @IsNotEmpty({ message: '$property is required in production: webhooks are checked with it' })
  @Transform(blankIsUnset)
  TWILIO_AUTH_TOKEN?: string;

  @IsOptional()
  @Matches(/^\+[1-9]\d{5,14}$/, { message: '$property must be a number such as +250…' })
  @Transform(blankIsUnset)
  TWILIO_PHONE_NUMBER?: string;

  @Matches(/^https?:\/\//, { message: '$property must be an http or https origin' })
  TWILIO_API_BASE_URL = 'https://api.twilio.com';

  // Stores

  @Matches(/^postgres(ql)?:\/\//, {
    message: '$property must be a postgres:// URL; `npm run dev` starts a database of its own',
  })
  DATABASE_URL!: string;

  @Matches(/^rediss?:\/\//, {
    message: '$property must be a redis:// URL; `npm run dev` starts a Redis of its own',
  })
  REDIS_URL!: string;

  @WholeNumber(1, 36500)
  DATABASE_RETENTION_DAYS = 365;

  @WholeNumber(1, 36500)
  CSV_RETENTION_DAYS = 90;

  @IsOptional()
  @IsString()
  @Transform(blankIsUnset)
  PG_BIN_DIR?: string;

  // Callers

  @ValidateIf((s: Settings) => inProduction(s) || s.CALLER_ID_KEY !== undefined)
  @Matches(/^.{16,}$/, { message: '$property must have at least 16 characters' })
  @Transform(blankIsUnset)
  CALLER_ID_KEY?: string;

  @IsOptional()
  @Matches(/^.{16,}$/, { message: '$property must have at least 16 characters' })
  @Transform(blankIsUnset)
  CALLER_ID_KEY_PREVIOUS?: string;

  @IsOptional()
  @IsString()
  @Transform(blankIsUnset)
  OPS_TOKEN?: string;

  @IsOptional()
  @Matches(/^https?:\/\//, {
    message: '$property must be an http or https URL such as http://127.0.0.1:4318',
  })
  @Transform(blankIsUnset)
  OTEL_EXPORTER_OTLP_ENDPOINT?: string;

  // Hearing

  @IsIn(['silero', 'energy'])
  VAD_PROVIDER: 'silero' | 'energy' = 'silero';

  @Type(() => Number)
  @IsNumber()
  @Min(0.05)
  @Max(0.95)
  VAD_THRESHOLD = 0.5;

  @WholeNumber(32, 1000)
  SPEECH_START_MS = 64;

  @WholeNumber(32, 1000)
  BARGE_IN_START_MS = 96;

  @WholeNumber(100, 5000)
  BARGE_IN_COMMIT_MS = 700;

  @WholeNumber(64, 1000)
  ENDPOINT_TRIGGER_MS = 96;

  @WholeNumber(100, 5000)
  ENDPOINT_MIN_MS = 400;

  @WholeNumber(200, 10000)
  ENDPOINT_MAX_MS = 1600;

  @IsIn(['on', 'off'])
  ENDPOINT_WORDS: 'on' | 'off' = 'on';

  @IsIn(['on', 'off'])
  SMART_TURN: 'on' | 'off' = 'on';

  @IsIn(['on', 'off'])
  ENDPOINT_CALLER: 'on' | 'off' = 'on';

  @WholeNumber(0, 20)
  SPECULATION_MAX_PER_TURN = 3;

  @WholeNumber(300, 60_000)
  FILLER_AFTER_MS = 1200;

  @IsIn(['on', 'off'])
  GREETING_INTERRUPTIBLE: 'on' | 'off' = 'on';

  @WholeNumber(1000, 120000)
  UTTERANCE_MAX_MS = 30000;

  // Speaking

  @WholeNumber(200, 5000)
  PLAYBACK_AHEAD_MS = 1000;

  @WholeNumber(1000, 120000)
  SILENCE_REPROMPT_MS = 7000;

  // Calls

  @WholeNumber(1, 10000)
  MAX_CALLS = 100;

  @WholeNumber(60, 14400)
  CALL_MAX_SECONDS = 1800;

  @WholeNumber(1000, 60000)
  STREAM_START_TIMEOUT_MS = 8000;

  @WholeNumber(1000, 60000)
  STREAM_IDLE_TIMEOUT_MS = 10000;

  @WholeNumber(1, 3600)
  STREAM_TOKEN_TTL_SECONDS = 60;

  @WholeNumber(60, 604800)
  CALL_STATE_TTL_SECONDS = 86400;

  @WholeNumber(0, 600000)
  DRAIN_TIMEOUT_MS = 30000;

  // Models

  @WholeNumber(16, 4000)
  LLM_MAX_TOKENS = 200;

  @WholeNumber(200, 30000)
  LLM_FIRST_TOKEN_MS = 2000;

  @WholeNumber(200, 30000)
  LLM_STALL_MS = 4000;

  @WholeNumber(500, 60000)
  ASR_DEADLINE_MS = 6000;

  @WholeNumber(200, 30000)
  ASR_ATTEMPT_MS = 1000;

  @IsIn(['local', 'none'])
  ASR_FALLBACK: 'local' | 'none' = 'local';

  @WholeNumber(200, 30000)
  TTS_FIRST_AUDIO_MS = 1500;

  @WholeNumber(200, 30000)
  TTS_NEXT_AUDIO_MS = 1500;

  @IsIn(['local', 'none'])
  TTS_FALLBACK: 'local' | 'none' = 'local';

  @WholeNumber(1, 100)
  BREAKER_FAILURES = 3;

  @WholeNumber(1000, 3600000)
  BREAKER_OPEN_MS = 120000;
}
