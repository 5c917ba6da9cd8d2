/** The names of the metrics in a text of them. */
export function metricNames(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/^# TYPE (\S+) /gm)].map(([, name = '']) => name));
}

/** Metrics that an expression asks for, and that there are not. */
export function unknownMetrics(expression: string, names: ReadonlySet<string>): string[] {
  const asked = expression.match(/\b(?:kazstreamlink|process|nodejs)_[a-z0-9_]+\b/g) ?? [];
  return asked.filter((name) => !names.has(name));
}
