// The command line.

import { parseArgs } from 'node:util';
import { CONTENDERS } from './plan.mjs';

const HELP = `node run.mjs [options]
  --weights DIR     what make.py wrote (../../target/bench/weights)
  --shape NAME      135m or 15m; may be repeated (both)
  --rounds N        fresh pages for each engine and format (5)
  --tracks LIST     cpu,gpu
  --engines LIST    ${CONTENDERS.map(({ id }) => id).join(',')}
  --formats LIST    q8_0,q4_0,f32
  --quick           one round of the small shape, few tokens: whether everything works, not how fast it is
  --long            the whole course on a software adapter too, which takes hours
  --out FILE        raw samples (results.json here)
  --report FILE     the table (RESULTS.md here)
`;

const here = new URL('.', import.meta.url).pathname;

/** @returns what was asked for, or null where the answer was the help text. */
export function options(argv = process.argv.slice(2)) {
  const { values } = parseArgs({
    args: argv,
    options: {
      weights: { type: 'string', default: `${here}../../target/bench/weights` },
      shape: { type: 'string', multiple: true },
      rounds: { type: 'string' },
      tracks: { type: 'string', default: 'cpu,gpu' },
      engines: { type: 'string' },
      formats: { type: 'string', default: 'q8_0,q4_0,f32' },
      quick: { type: 'boolean', default: false },
      long: { type: 'boolean', default: false },
      out: { type: 'string', default: `${here}results.json` },
      report: { type: 'string', default: `${here}RESULTS.md` },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return null;
  }
  const { weights, quick, long, out, report } = values;
  const rounds = Number(values.rounds ?? (quick ? 1 : 5));
  if (!(Number.isInteger(rounds) && rounds > 0)) throw new Error('--rounds takes a whole number above 0');
  const [tracks, formats] = [values.tracks.split(','), values.formats.split(',')];
  const engines = values.engines?.split(',');
  const unknown = engines?.filter(id => CONTENDERS.every(each => each.id !== id)) ?? [];
  if (unknown.length > 0) throw new Error(`there is no engine ${unknown.join(', ')}; see --help`);
  const contenders = CONTENDERS.filter(
    ({ id, track }) => tracks.includes(track) && (engines?.includes(id) ?? true),
  )
    .map(each => ({ ...each, formats: each.formats.filter(format => formats.includes(format)) }))
    .filter(each => each.formats.length > 0);
  if (contenders.length === 0)
    throw new Error('these --tracks, --engines and --formats leave nothing to time');
  const shapes = values.shape ?? (quick ? ['15m'] : ['15m', '135m']);
  return { weights, shapes, rounds, contenders, quick, long, out, report };
}
