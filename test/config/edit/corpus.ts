/**
 * Configuration files as people write them. A comment with "keep" in it belongs to no stream, or to one that the test
 * leaves alone, and has to survive every edit; one with "of NAME" goes when that stream goes.
 */
export const CORPUS: Readonly<Record<string, string>> = {
  'two spaces, comments everywhere': `# keep: the head
version: 1 # keep

# keep: above streams
streams: # keep: at streams
  # of a, above
  a: # of a
    # of a, inside
    source: push:live/a # of a
    # path: site/a of a

  # keep: a paragraph by itself

  # of b
  # of b, second line
  b:
    source: rtmp://cam.example/live/b   # of b, aligned
    enabled: false                      # of b, aligned
    # of b, at the end

    # of b, after a blank line

  c:
    source: push:live/c
  # keep: behind the last stream
# keep: the tail
`,
  'four spaces': `version: 1
streams:
    a:
        source: push:live/a
    b:
        source: push:live/b
        path: site/b
        enabled: true
    c:
        source: push:live/c
`,
  'odd indentation': `version: 1
streams:
   a:
     source: push:live/a
   b:
     path: site/b
     source: push:live/b
   c:
        enabled: False
        source: push:live/c
`,
  'one space': `version: 1
streams:
 a:
  source: push:live/a
 b:
  source: push:live/b
`,
  'blank lines between': `version: 1

streams:

  a:
    source: push:live/a

  b:

    source: push:live/b

    path: site/b

  c:
    source: push:live/c

listen:
  http: off
`,
  'streams first, other keys behind': `streams:
  a: { source: "push:live/a" }
  b: { source: 'push:live/b', enabled: true }
  c: {source: push:live/c}   # keep
output: { server: embedded } # keep
version: 1
`,
  'flow on several lines': `version: 1
streams: {
  # keep: the first ones
  a: { source: push:live/a }, # of a
  b: {
    source: push:live/b, # of b, source
    enabled: false # of b, enabled
  },
  # of c
  c: { source: push:live/c, path: site/c } # of c
  # keep: the end
}
`,
  'flow with trailing commas': `version: 1
streams: {
  a: {source: push:live/a,},
  b: {source: push:live/b, path: site/b,},
}
`,
  'flow with leading commas': `version: 1
streams:
  { a: { source: push:live/a }
  , b: { source: push:live/b }
  }
`,
  'flow indented with tabs': `{
\tversion: 1,
\tstreams: {
\t\ta: { source: push:live/a },
\t\tb: {
\t\t\tsource: push:live/b,
\t\t\tenabled: false
\t\t}
\t}
}
`,
  'one line':
    '{ version: 1, streams: { a: { source: push:live/a }, b: { source: push:live/b, enabled: true } } }\n',
  JSON: `{
  "version": 1,
  "streams": {
    "a": {"source": "push:live/a"},
    "b": {
      "source": "push:live/b",
      "enabled": false
    }
  }
}
`,
  'anchors, aliases and merge keys': `version: 1
streams:
  a: &camera # of a
    source: &url rtmp://cam.example/live/x
    enabled: false
    path: site/a
  b: { <<: *camera, path: site/b } # of b
  c:
    <<: *camera
    path: site/c
  d:
    source: *url # of d
  e: &alone
    source: push:live/e
`,
  'a stream that is an alias': `version: 1
output:
  server: embedded
streams:
  a:
    <<: &one { source: push:live/a, path: a1 }
    path: a2
  b: *one   # of b
  c:
    source: push:live/c
`,
  CRLF: [
    'version: 1 # keep',
    '',
    'streams:',
    '  # of a',
    '  a:',
    '    source: push:live/a # of a',
    '  b:',
    '    source: >-',
    '      push:live/b',
    '    enabled: true',
    '',
    '# keep: the tail',
    '',
  ].join('\r\n'),
  'byte order mark, no final line break': `\u{FEFF}version: 1
streams:
  a:
    source: push:live/a
  b:
    source: push:live/b
    enabled: FALSE`,
  'CRLF, no final line break, flow':
    'version: 1\r\nstreams:\r\n  a: {source: push:live/a}\r\n  b: {source: push:live/b}',
  'tabs before comments and behind values': `version: 1\t# keep
streams:\t# keep
  a:\t# of a\twith a tab
    source:\tpush:live/a\t# of a
\t# of a, indented with a tab and more
  b:
    source: push:live/b\t
    enabled:\tfalse\t\t# of b
`,
  'texts on several lines': `version: 1
streams:
  a:
    source: "rtmp://cam.example/\\
      live/a" # of a
    path: >-  # of a, folded
      site/a

  b:
    source: |-
      push:live/b
    path:
      site/b # of b
  c:
    source:
      'push:live/c'
    server:
      # of c, above the value
      embedded
`,
  'document markers': `%YAML 1.2
--- # keep: begin
version: 1
streams:
  a:
    source: push:live/a
  b:
    source: push:live/b
... # keep: end
`,
  'quoted and odd keys': `"version": 1
'streams':
  "a":
    'source': push:live/a
  ? b
  : source: push:live/b
    enabled: true
  12:
    source: push:live/12
`,
  'tags and anchors nobody uses': `version: !!int 1
streams: !!map &all
  a: &a !!map
    source: !!str push:live/a
    enabled: &off false
  b: !!map { source: &b push:live/b, path: !!str "12" }
`,
  'nothing yet': `version: 1
listen:
    http: off
streams: {} # keep: none so far
# keep: the tail
`,
  'nothing yet, no final line break': 'version: 1\nstreams: {}',
  'nothing yet, with comments inside': `version: 1
streams: {
  # keep: none so far
}
`,
  'one stream, streams in the middle': `version: 1
streams:
  # of a
  a:
    source: push:live/a
  # keep: taken out
  # b:
  #   source: push:live/b

listen:
  http: off
`,
  'configuration taken out right above a stream': `version: 1
streams:
  # x: # keep
  #   source: push:live/x # keep
  a:
    source: push:live/a
  # y: { source: push:live/y } # keep
  # of b
  b:
    source: push:live/b
`,
};
