import { parseArgs, type ParseArgsConfig } from 'node:util';

const badUsage = 2;

/**
 * Reads the command line as `parseArgs` does. What is not understood is told in one line, and the process
 * ends with exit code 2.
 */
export function readOptions<const Config extends ParseArgsConfig>(
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (error) {
    if (!isMisunderstanding(error)) throw error;
    // What follows Node's first sentence is how to pass the argument all the same.
    const [complaint = ''] = error.message.split(/\.\s/);
    console.error(`${complaint}; --help shows what there is.`);
    process.exit(badUsage);
  }
}

function isMisunderstanding(error: unknown): error is Error {
  return (
    error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_')
  );
}
