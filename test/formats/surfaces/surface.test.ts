import { describe, expect, it } from 'vitest';
import { decodeSurface } from '../../../src/formats/surfaces/surface.js';
import { giftiFixture, giftiWith } from '../giftiFixture.js';
import { refusal } from '../mutations.js';

const MESH = 'mesh_ascii_row.surf.gii';
const changed = (...changes: Parameters<typeof giftiWith> extends [string, ...infer Changes] ? Changes : never) =>
  refusal(() => decodeSurface(giftiWith(MESH, ...changes), 'm.surf.gii'));

describe('decodeSurface', () => {
  it('reads the mesh of a hemisphere', () => {
    const surface = decodeSurface(giftiFixture('mesh_zlib_column_big.surf.gii'), 'm.surf.gii');
    expect(surface).toEqual({
      hemisphere: 'left',
      points: Float32Array.of(-30.5, 10, 2, -31, 12.25, 2.5, -28, 9, 7, -35.125, 11, -4, -29, 14, 3),
      triangles: Uint32Array.of(0, 1, 2, 0, 2, 3, 2, 1, 4),
    });
  });

  it('leaves points where they are stored, as nibabel and the Workbench do', () => {
    const { hemisphere, points } = decodeSurface(giftiFixture('transformed.surf.gii'), 'm.surf.gii');
    expect([hemisphere, ...points.slice(0, 3)]).toEqual(['right', 30.5, 10, 2]);
  });

  it.each([
    ['sub-01_hemi-L_pial.surf.gii', 'left'],
    ['sub-R_hemi-L_pial.surf.gii', 'left'],
    ['tpl-fsLR_den-32k_hemi-R_midthickness.surf.gii', 'right'],
    ['/left/100307.R.inflated.32k_fs_LR.surf.gii', 'right'],
    ['C:\\right\\lh.pial.gii', 'left'],
    ['pial_left.gii.gz', 'left'],
    ['RH.white.surf.gii', 'right'],
  ])('takes the hemisphere of %s from its name where the file does not say it', (name, hemisphere) => {
    expect(decodeSurface(giftiFixture('unknown.surf.gii'), name).hemisphere).toBe(hemisphere);
  });

  it.each(['mesh.surf.gii', 'fs_LR.surf.gii', 'l.surf.gii', 'left_right.surf.gii', 'left.L/R/surf.gii'])(
    'says what to do where %s does not say it either',
    (name) => {
      expect(refusal(() => decodeSurface(giftiFixture('unknown.surf.gii'), name))).toMatchObject({
        code: 'missing',
        message: `${name}: neither the file (AnatomicalStructurePrimary) nor its name says which hemisphere it is`,
        remedy: 'put .L. or .R. into its name, or say it: wb_command -set-structure FILE CORTEX_LEFT',
      });
    },
  );

  it('believes the file before its name, and refuses other structures', () => {
    expect(decodeSurface(giftiFixture(MESH), 'mesh.R.surf.gii').hemisphere).toBe('left');
    expect(changed(['CortexLeft', 'Cerebellum']).message).toBe(
      'm.surf.gii: is of "Cerebellum" (AnatomicalStructurePrimary); CortexLeft or CortexRight was expected',
    );
    const both = ['>TopologicalType<', '>AnatomicalStructurePrimary<'] as const;
    expect(changed(both, ['>Open<', '>CortexRight<']).message).toMatch(/is of "CortexLeft" and "CortexRight"/);
  });

  it('refuses triangles of vertices that are not there, and points that are nowhere', () => {
    expect(changed(['<Data>0 1 2', '<Data>0 1 5'])).toMatchObject({
      code: 'shape',
      message: 'm.surf.gii: triangle 0 has the vertex 5; there are 5',
    });
    expect(changed(['2 1 4<', '2 1 -4<']).message).toBe('m.surf.gii: triangle 2 has the vertex -4; there are 5');
    expect(changed(['12.250000', 'nan'])).toMatchObject({
      code: 'not-finite',
      message: 'm.surf.gii: vertex 1 lies at NaN',
    });
    expect(changed(['12.250000', '-inf']).message).toBe('m.surf.gii: vertex 1 lies at -Infinity');
  });

  it('refuses what is no mesh, or more than one', () => {
    expect(refusal(() => decodeSurface(giftiFixture('regions.label.gii'), 'r.gii'))).toMatchObject({
      code: 'format',
      message: 'r.gii: is no mesh: it holds no points, but LABEL',
      remedy: 'a mesh is a .surf.gii',
    });
    expect(changed(['INTENT_TRIANGLE', 'INTENT_SHAPE']).message).toMatch(/holds no triangles, but POINTSET, SHAPE/);
    expect(changed(['INTENT_TRIANGLE', 'INTENT_POINTSET']).message).toBe('m.surf.gii: holds points more than once');
    expect(changed([/Dim0="5" Dim1="3"/, 'Dim0="3" Dim1="5"']).message).toMatch(
      /has points of shape \[3, 5\]; \[n, 3\]/,
    );
  });
});

describe('FreeSurfer’s offset', () => {
  const name = 'transformed.surf.gii';
  const first = '<MD><Name>AnatomicalStructurePrimary';
  const offset = Object.entries({ R: 0, A: -40.5, S: 2 }).map(
    ([axis, value]) => `<MD><Name>VolGeomC_${axis}</Name><Value>${value}</Value></MD>`,
  );
  const withOffset = (...changes: [string, string][]) =>
    decodeSurface(giftiWith(name, [first, `${offset.join('')}${first}`], ...changes), 'm.surf.gii');

  it('is kept, unless the points are said to lie in scanner space', () => {
    expect(withOffset().scannerOffset).toEqual([0, -40.5, 2]);
    expect(withOffset(['NIFTI_XFORM_UNKNOWN', 'NIFTI_XFORM_SCANNER_ANAT']).scannerOffset).toBeUndefined();
    expect(decodeSurface(giftiFixture(name), 'm.surf.gii')).not.toHaveProperty('scannerOffset');
  });
});
