import type { FaultVendors, Service } from './fault-vendors.js';
import { serviceFaults } from './service-faults.js';
import { bothAway, storeFaults, type Lift, type StoreFault } from './store-faults.js';

/** One fault at one place. */
export type Cell = { readonly place: string; readonly fault: string } & (
  | {
      readonly kind: 'vendor';
      readonly environment: Readonly<Record<string, string>>;
      readonly strike: (vendors: FaultVendors) => Promise<Lift>;
    }
  | {
      readonly kind: 'store';
      readonly strike: StoreFault;
      /** The fault is there before the server is. */
      readonly atBoot: boolean;
    }
);

interface Place {
  /** Settings of the server that differ from the usual. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The services that are spoilt. */
  readonly struck: (vendors: FaultVendors) => readonly Service[];
  /** A service that is down besides. */
  readonly down?: (vendors: FaultVendors) => Service;
}

/** OpenAI recognises only where that is the point: it is the fallback model too. */
const whisper = { ASR_PROVIDER: 'whisper' };
const unavailable = serviceFaults['503'] ?? 'refuses';

const places: Readonly<Record<string, Place>> = {
  asr: { environment: whisper, struck: ({ recogniser }) => [recogniser] },
  'asr-alone': {
    environment: { ...whisper, ASR_FALLBACK: 'none' },
    struck: ({ recogniser }) => [recogniser],
  },
  'llm-primary': { struck: ({ primaryModel }) => [primaryModel] },
  'llm-fallback': {
    struck: ({ fallbackModel }) => [fallbackModel],
    down: ({ primaryModel }) => primaryModel,
  },
  'llm-both': { struck: ({ primaryModel, fallbackModel }) => [primaryModel, fallbackModel] },
  tts: { struck: ({ voice }) => [voice] },
  'tts-alone': { environment: { TTS_FALLBACK: 'none' }, struck: ({ voice }) => [voice] },
};

/** The whole matrix, place by place. */
export const cells: readonly Cell[] = [
  ...Object.entries(places).flatMap(([name, place]) => vendorCells(name, place)),
  ...Object.entries(storeFaults).flatMap(([place, faults]) =>
    Object.entries(faults).map(([fault, strike]) => storeCell({ place, fault, strike })),
  ),
  storeCell({ place: 'stores', fault: 'away-at-boot', strike: bothAway, atBoot: true }),
];

export function nameOf({ place, fault }: Cell): string {
  return `${place}/${fault}`;
}

/** The cells whose place, fault or name is wanted. Throws on a name that is none of them. */
export function chooseCells(wanted: readonly string[]): readonly Cell[] {
  const fits = (cell: Cell, word: string): boolean =>
    [cell.place, cell.fault, nameOf(cell)].includes(word);
  const unknown = wanted.find((word) => !cells.some((cell) => fits(cell, word)));
  if (unknown !== undefined) throw new Error(`There is no place, fault or cell "${unknown}".`);
  return cells.filter((cell) => wanted.length === 0 || wanted.some((word) => fits(cell, word)));
}

function vendorCells(name: string, { environment = {}, struck, down }: Place): Cell[] {
  return Object.entries(serviceFaults).map(([fault, serviceFault]) => ({
    place: name,
    fault,
    kind: 'vendor',
    environment,
    strike: async (vendors) => {
      const besides = down?.(vendors);
      const services = struck(vendors);
      await besides?.spoil(unavailable);
      for (const service of services) await service.spoil(serviceFault);
      return async () => {
        for (const service of [...services, ...(besides ? [besides] : [])]) await service.mend();
      };
    },
  }));
}

function storeCell(cell: {
  readonly place: string;
  readonly fault: string;
  readonly strike: StoreFault;
  readonly atBoot?: boolean;
}): Cell {
  return { kind: 'store', atBoot: false, ...cell };
}
