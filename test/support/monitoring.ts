import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

const project = new URL('../..', import.meta.url);

interface Dashboard {
  readonly panels: readonly {
    readonly id: number;
    readonly title: string;
    readonly datasource?: { readonly uid: string };
    readonly targets?: readonly { readonly expr: string }[];
  }[];
}

interface RuleFile {
  readonly groups: readonly {
    readonly rules: readonly { readonly alert: string; readonly expr: string }[];
  }[];
}

export function readText(path: string): string {
  return readFileSync(new URL(path, project), 'utf8');
}

export function readYaml(path: string): unknown {
  return parse(readText(path));
}

export function dashboard(): Dashboard {
  return JSON.parse(readText('deploy/grafana/dashboards/bakame.json')) as Dashboard;
}

/** The queries of the dashboard, with Grafana's variable for the interval filled in. */
export function dashboardQueries(): string[] {
  const targets = dashboard().panels.flatMap((panel) => panel.targets ?? []);
  return targets.map(({ expr }) => expr.replaceAll('$__rate_interval', '1m'));
}

export function alerts(): RuleFile['groups'][number]['rules'] {
  const { groups } = readYaml('deploy/prometheus/alerts.yml') as RuleFile;
  return groups.flatMap(({ rules }) => rules);
}

/** Of the metrics in a PromQL expression those that our server has to give. */
export function metricsIn(expression: string): string[] {
  return expression.match(/\b(?:bakame|nodejs|process)_\w+/g) ?? [];
}
