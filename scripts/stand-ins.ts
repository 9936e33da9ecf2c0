import { once } from 'node:events';
import { loadVocabulary } from '../test/support/audio/conversation.js';
import { parseLatencies, startVendors } from '../test/support/server/stand-in-vendors.js';
import { readOptions } from './support/options.js';
import { speechFolder } from './support/rehearsal.js';
import { run } from './support/run.js';

const help = `npm run stand-ins [-- options]

Starts stand-ins for OpenAI, a Llama server, Deepgram and Twilio's REST API on this machine and prints the
environment that makes a server use them. Ends with Ctrl-C.

  --times T      recognition,first token,token,first audio in ms (150,200,20,100)
  --speech DIR   the recordings that the recogniser is to know
  --help         show this text`;

const { values: options } = readOptions({
  options: {
    times: { type: 'string', default: '150,200,20,100' },
    speech: { type: 'string', default: speechFolder },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (options.help) console.log(help);
else await run(serve);

async function serve(): Promise<number> {
  const vocabulary = await loadVocabulary(options.speech);
  const vendors = await startVendors(vocabulary, parseLatencies(options.times));
  for (const [name, value] of Object.entries(vendors.environment))
    console.log(`export ${name}='${value}'`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await vendors.close();
  return 0;
}
