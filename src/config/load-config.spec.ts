import { IsNotEmpty, IsOptional, IsString } from 'class-validator';
import { defineProvider, type ProviderKind } from '../common/provider-definition.js';
import { createChosen, standbyFor } from './create-chosen.js';
import { ConfigurationError, loadConfiguration } from './load-config.js';

class VendorEnvironment {
  @IsString()
  @IsNotEmpty({ message: 'VENDOR_KEY is required with TTS_PROVIDER=vendor' })
  VENDOR_KEY!: string;
}

class NoVariables {
  @IsOptional()
  LOCAL_SPEED?: string;
}

const kind: ProviderKind<string, undefined> = {
  variable: 'TTS_PROVIDER',
  definitions: [
    defineProvider<string, undefined, VendorEnvironment>({
      name: 'vendor',
      environment: VendorEnvironment,
      create: (env) => env.VENDOR_KEY,
    }),
    defineProvider<string, undefined, NoVariables>({
      name: 'local',
      environment: NoVariables,
      create: () => 'local',
    }),
  ],
};

const stores = { DATABASE_URL: 'postgres://localhost/bakame', REDIS_URL: 'redis://localhost' };

function load(raw: Record<string, string>) {
  return loadConfiguration(raw, [kind], { TTS_PROVIDER: 'local' });
}

function problemsOf(raw: Record<string, string>): readonly string[] {
  try {
    load(raw);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}

describe('the configuration', () => {
  it('needs nothing but the two stores', () => {
    const { settings, chosen } = load(stores);
    expect(settings.PORT).toBe(8000);
    expect(settings.VAD_THRESHOLD).toBe(0.5);
    expect(chosen.get('TTS_PROVIDER')?.name).toBe('local');
  });

  it('reads numbers, and takes an empty variable as unset', () => {
    const { settings } = load({ ...stores, PORT: '9000', VAD_THRESHOLD: '0.6', CALLER_ID_KEY: '' });
    expect(settings.PORT).toBe(9000);
    expect(settings.VAD_THRESHOLD).toBe(0.6);
    expect(settings.CALLER_ID_KEY).toBeUndefined();
  });

  it('keeps nothing of the environment but its own variables', () => {
    const { settings } = load({ ...stores, SOMEBODY_ELSES_SECRET: 'x' });
    expect(settings).not.toHaveProperty('SOMEBODY_ELSES_SECRET');
  });

  it('lists every problem at once, by the name of its variable', () => {
    const problems = problemsOf({ PORT: 'eighty', VAD_THRESHOLD: '7', TTS_PROVIDER: 'vendor' });
    const named = ['PORT', 'VAD_THRESHOLD', 'DATABASE_URL', 'REDIS_URL', 'VENDOR_KEY'];
    for (const name of named) expect(problems.join('\n')).toContain(name);
    expect(problems).toHaveLength(named.length);
  });

  it('never repeats a value', () => {
    const raw = {
      DATABASE_URL: 'mysql://user:hunter2@db',
      CALLER_ID_KEY: 'short',
      TTS_PROVIDER: 'typo',
    };
    const text = problemsOf(raw).join('\n');
    for (const value of ['hunter2', 'short', 'typo']) expect(text).not.toContain(value);
  });

  it('names the known providers when an unknown one is chosen', () => {
    expect(problemsOf({ ...stores, TTS_PROVIDER: 'typo' })).toEqual([
      'TTS_PROVIDER must be one of: vendor, local',
    ]);
  });

  it('asks only the chosen provider for its variables', () => {
    expect(problemsOf({ ...stores, TTS_PROVIDER: 'local' })).toEqual([]);
    expect(problemsOf({ ...stores, TTS_PROVIDER: 'vendor' })).toEqual([
      'VENDOR_KEY is required with TTS_PROVIDER=vendor',
    ]);
  });

  it('knows who stands by for a vendor, and that nobody does for the one that stands by', async () => {
    const kinds = [{ ...kind, standby: 'local' }] as const;
    const vendor = { ...stores, TTS_PROVIDER: 'vendor', VENDOR_KEY: 'key' };
    const { chosen } = loadConfiguration(vendor, kinds, {});
    expect(await createChosen(kinds[0], chosen, undefined)).toBe('key');
    const standby = standbyFor(kinds[0], chosen, undefined);
    expect([standby?.name, await standby?.start()]).toEqual(['local', 'local']);
    const local = loadConfiguration({ ...stores, TTS_PROVIDER: 'local' }, kinds, {});
    expect(standbyFor(kinds[0], local.chosen, undefined)).toBeNull();
  });

  it('wants credentials in production', () => {
    const text = problemsOf({ ...stores, NODE_ENV: 'production' }).join('\n');
    for (const name of ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'CALLER_ID_KEY']) {
      expect(text).toContain(name);
    }
  });

  it.each([
    ['https://tutor.example', true],
    ['https://tutor.example/', true],
    ['http://127.0.0.1:8000', true],
    ['http://localhost:8000', true],
    ['http://tutor.example', false],
    ['https://tutor.example/path', false],
    ['https://tutor.example/?a=b', false],
    ['ftp://tutor.example', false],
    ['tutor.example', false],
  ])('judges the public origin %s', (origin, isUsable) => {
    expect(problemsOf({ ...stores, PUBLIC_BASE_URL: origin })).toHaveLength(isUsable ? 0 : 1);
  });
});
