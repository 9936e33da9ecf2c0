import { Global, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { CLOCK, SystemClock } from '../../src/common/clock.js';
import { LOG } from '../../src/common/log.js';
import { OperationsModule } from '../../src/common/operations.module.js';
import { ConfigModule, loadConfiguration } from '../../src/config/index.js';
import { llmKind } from '../../src/llm/index.js';
import { TUTOR, TutorModule, type Tutor, type TutorState } from '../../src/tutor/index.js';
import { MemoryLog } from '../support/memory-log.js';
import { LlamaStandIn } from '../support/vendors/openai/llama-stand-in.js';

const log = new MemoryLog();

@Global()
@Module({
  providers: [
    { provide: CLOCK, useClass: SystemClock },
    { provide: LOG, useValue: log },
  ],
  exports: [CLOCK, LOG],
})
class Surroundings {}

const open: TestingModule[] = [];

async function tutorWith(raw: Record<string, string>): Promise<Tutor> {
  const stores = { DATABASE_URL: 'postgres://localhost/bakame', REDIS_URL: 'redis://localhost' };
  const configuration = loadConfiguration({ ...stores, ...raw }, [llmKind], {});
  const app = await Test.createTestingModule({
    imports: [ConfigModule.forRoot(configuration), Surroundings, OperationsModule, TutorModule],
  }).compile();
  open.push(app);
  return app.get<Tutor>(TUTOR);
}

afterEach(async () => {
  for (const app of open.splice(0)) await app.close();
});

async function say(
  tutor: Tutor,
  state: TutorState,
  text: string,
): Promise<{ texts: string[]; state: TutorState; model: string | null }> {
  const reply = tutor.respond(state, { type: 'speech', text }, new AbortController().signal);
  const heard = [];
  for await (const clause of reply.clauses) heard.push(clause);
  return {
    texts: heard.map((clause) => clause.text),
    state: reply.settle(heard),
    model: reply.facts().model,
  };
}

describe('the tutor as the application builds it', () => {
  it('teaches without a model', async () => {
    const tutor = await tutorWith({ LLM_PROVIDER: 'none' });
    const { texts } = await say(tutor, tutor.begin(), 'Maths, please.');
    expect(texts).toEqual(['Let us do maths.', 'What is three plus four?']);
  });

  it('talks with the model of a server, and falls back to lessons when it goes away', async () => {
    const llama = await LlamaStandIn.start({
      chat: { text: 'Water boils at **100°C**. Have you seen it boil?' },
    });
    const tutor = await tutorWith({
      LLM_PROVIDER: 'llama',
      LLAMA_BASE_URL: `${llama.url}/v1`,
      LLAMA_MODEL: 'any',
    });
    try {
      const answer = await say(tutor, tutor.begin(), 'When does water boil?');
      expect(answer).toMatchObject({
        texts: ['Water boils at one hundred degrees Celsius.', 'Have you seen it boil?'],
        model: 'llama',
      });
      await llama.refuse();
      const instead = await say(tutor, answer.state, 'And ice?');
      expect(instead.texts.join(' ')).toContain('we can practise together');
      expect((await say(tutor, instead.state, 'English')).texts[1]).toBe(
        'Repeat after me: I went to the market.',
      );
    } finally {
      await llama.close();
    }
  });
});
