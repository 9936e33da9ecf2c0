import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { alerts, dashboard, dashboardQueries, readYaml } from '../support/monitoring.js';

const project = fileURLToPath(new URL('../..', import.meta.url));

interface Compose {
  readonly services: Readonly<Record<string, { readonly volumes?: readonly string[] }>>;
}

function promtool(...args: readonly string[]): { code: number | null; words: string } {
  const { status, stdout, stderr } = spawnSync('promtool', args, {
    cwd: join(project, 'deploy', 'prometheus'),
    encoding: 'utf8',
  });
  return { code: status, words: stdout + stderr };
}

describe('the files for Prometheus and Grafana', () => {
  it('are where docker-compose.yml says', () => {
    const { services } = readYaml('docker-compose.yml') as Compose;
    const mounts = [services['prometheus'], services['grafana']].flatMap(
      (service) => service?.volumes ?? [],
    );
    const ours = mounts.flatMap((mount) => /^\.\/(deploy[^:]*):/.exec(mount)?.[1] ?? []);
    expect(ours).toHaveLength(3);
    for (const path of ours) expect([path, existsSync(join(project, path))]).toEqual([path, true]);
  });

  it('name one data source, and each panel once', () => {
    const { datasources } = readYaml('deploy/grafana/provisioning/datasources/prometheus.yml') as {
      datasources: { uid: string }[];
    };
    const { panels } = dashboard();
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const sources = panels.flatMap(({ datasource }) => datasource?.uid ?? []);
    expect(new Set(sources)).toEqual(new Set(datasources.map(({ uid }) => uid)));
  });

  it('tell of every alert what happened and what to do', () => {
    for (const rule of alerts())
      expect(rule).toMatchObject({
        labels: { severity: expect.stringMatching(/^(page|warn)$/) as string },
        annotations: { summary: expect.any(String) as string, mend: expect.any(String) as string },
      });
  });
});

const isThere = promtool('--version').code === 0;
const why = isThere ? '' : ' (SKIPPED: there is no promtool here; apt-get install prometheus)';
if (!isThere) process.stderr.write(`promtool checks nothing${why}\n`);
const whenThere = isThere ? describe : describe.skip;

whenThere(`promtool${why}`, () => {
  it('accepts the configuration', () => {
    const { code, words } = promtool('check', 'config', '--syntax-only', 'prometheus.yml');
    expect([code, words]).toEqual([0, expect.stringContaining('SUCCESS')]);
  });

  it('accepts the alerts', () => {
    const { code, words } = promtool('check', 'rules', 'alerts.yml');
    expect([code, words]).toEqual([0, expect.stringContaining(`${alerts().length} rules found`)]);
  });

  it('sees each alert fire in trouble, and none without', () => {
    const { code, words } = promtool('test', 'rules', 'alerts.test.yml');
    expect([code, words]).toEqual([0, expect.stringContaining('SUCCESS')]);
  });

  it('can read every query of the dashboard', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bakame-queries-'));
    const rules = dashboardQueries().map((expr, index) => ({ record: `query:${index}`, expr }));
    const path = join(folder, 'queries.yml');
    writeFileSync(path, JSON.stringify({ groups: [{ name: 'dashboard', rules }] }));
    const { code, words } = promtool('check', 'rules', path);
    rmSync(folder, { recursive: true });
    expect([code, words]).toEqual([0, expect.stringContaining(`${rules.length} rules found`)]);
  });
});
