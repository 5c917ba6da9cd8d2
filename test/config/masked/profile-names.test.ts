import { expect, it } from 'vitest';
import { profileNamesIn } from '../../../src/config/masked/profile-names.js';

it.each([
  [['version: 1\nstreams: {}\n'], []],
  [['profiles: { camera: {}, north: { audio: none } }\nstreams: {}\n'], ['camera', 'north']],
  [
    ['profiles: { camera: {} }\n', 'profiles:\n  camera: {}\n  south: {}\n'],
    ['camera', 'south'],
  ],
  [['x: &p { camera: {} }\nprofiles: *p\n'], ['camera']],
  [['profiles: [camera]\n'], []],
  [['profiles: *nowhere\n'], []],
  [['profiles: { "a b": {}, __proto__: {} }\n'], []],
  // What one file has wrong leaves those of the others.
  [['profiles: { broken: [\n', 'profiles: { south: {} }\n'], ['south']],
])('of %j they are %j', (texts, names) => {
  expect(profileNamesIn(texts.map((text, index) => ({ file: `${index}.yaml`, text })))).toEqual(names);
});
