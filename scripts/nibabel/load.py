"""python3 scripts/nibabel/load.py FOLDER: reads with nibabel what save.mjs wrote.

Numbers, types, time step and everything that says where voxels lie must be right. Exits with 1 where not.
"""

import glob
import json
import os
import re
import sys

import nibabel as nib
import numpy as np

FIXTURES = os.path.join(os.path.dirname(__file__), "..", "..", "test", "fixtures")
CLASSES = ["face", 'a <house> & "b"']
INTENTS = {"ptseries": "ConnParcelSries", "pscalar": "ConnParcelScalr", "dtseries": "ConnDenseSeries", "dscalar": "ConnDenseScalar"}
PLACES = ["qform_code", "sform_code", "quatern_b", "quatern_c", "quatern_d", "qoffset_x", "qoffset_y", "qoffset_z", "srow_x", "srow_y", "srow_z"]


def check_volume(path):
    """A NIfTI against the image that the features came from, and against the maps."""
    base = path[: path.index(".nii")]
    with open(base + ".source") as file:
        source = nib.load(os.path.join(FIXTURES, "nifti", file.read()))
    feature_of = np.load(base + ".featureOf.npy")
    # [i, j, k] with the first index fastest.
    feature_of = feature_of.ravel().reshape(feature_of.shape, order="F")
    mean = np.load(base + ".maps.npy").astype("f8").mean(axis=0).astype("f4")
    image = nib.load(path)
    assert type(image) is type(source), (path, type(image))
    assert image.get_data_dtype() == np.dtype("<f4"), path
    assert image.shape == feature_of.shape + (len(mean),), (path, image.shape)
    expected = np.where(feature_of[..., None] < 0, 0, mean.T[feature_of])
    np.testing.assert_array_equal(np.asarray(image.dataobj), expected, err_msg=path)
    for field in PLACES:
        np.testing.assert_array_equal(image.header[field], source.header[field], err_msg=f"{path}: {field}")
    np.testing.assert_array_equal(image.header["pixdim"][:4], source.header["pixdim"][:4], err_msg=path)
    np.testing.assert_array_equal(image.affine, source.affine, err_msg=path)
    assert abs(image.header.get_zooms()[3] - 0.72) < 1e-6 and image.header.get_xyzt_units()[1] == "sec", path
    assert image.header.get_xyzt_units()[0] == source.header.get_xyzt_units()[0], path
    assert image.header.get_intent() == ("estimate", (), "saliency"), path
    assert bytes(image.header["descrip"]).rstrip(b"\0") == b"maps", path


def check_cifti(path):
    """A CIFTI-2 file against the file that the features came from, and against the maps."""
    base, kind = os.path.basename(path).split(".")[:2]
    folder = os.path.dirname(path)
    with open(os.path.join(folder, base + ".json")) as file:
        about = json.load(file)
    maps = np.load(os.path.join(folder, base + ".cifti.npy")).astype("f8")
    image = nib.load(path)
    assert isinstance(image, nib.Cifti2Image), (path, type(image))
    assert image.nifti_header.get_intent()[0] == INTENTS[kind], (path, image.nifti_header.get_intent())
    assert image.get_data_dtype() == np.dtype("<f4"), path
    along, features = image.header.get_axis(0), image.header.get_axis(1)
    if kind.endswith("series"):
        expected = maps.mean(axis=0)
        assert (along.start, along.step, along.size, along.unit) == (0, 0.72, len(expected), "SECOND"), path
    else:
        expected = np.stack([maps.mean(axis=(0, 1)), *maps.mean(axis=1)])
        assert along.name.tolist() == ["all samples", *CLASSES], (path, along.name)
    np.testing.assert_allclose(np.asarray(image.dataobj), expected, rtol=1e-6, err_msg=path)
    if kind.startswith("p"):
        assert features.name.tolist() == about["names"], (path, features.name)
    if about["source"]:
        assert features == nib.load(os.path.join(FIXTURES, "cifti", about["source"])).header.get_axis(1), path


def check_gifti(path):
    """A GIFTI file against the maps of the grayordinates of its hemisphere."""
    base, side, kind = os.path.basename(path).split(".")[:3]
    maps = np.load(os.path.join(os.path.dirname(path), base + ".cifti.npy")).astype("f8")
    image = nib.load(path)
    assert isinstance(image, nib.GiftiImage), (path, type(image))
    structure = {"L": "CortexLeft", "R": "CortexRight"}[side]
    assert dict(image.meta) == {"AnatomicalStructurePrimary": structure}, (path, dict(image.meta))
    axis = nib.load(os.path.join(FIXTURES, "cifti", base + ".dtseries.nii")).header.get_axis(1)
    on = axis.name == nib.cifti2.BrainModelAxis.to_cifti_brain_structure_name(structure)
    vertices = axis.nvertices[axis.name[on][0]]
    means = maps.mean(axis=0) if kind == "func" else np.stack([maps.mean(axis=(0, 1)), *maps.mean(axis=1)])
    expected = np.zeros((len(means), vertices))
    expected[:, axis.vertex[on]] = means[:, on]
    arrays = [array.data for array in image.darrays]
    assert all(array.dtype == np.dtype("f4") for array in arrays), path
    np.testing.assert_allclose(np.stack(arrays), expected, rtol=1e-6, err_msg=path)
    names = [array.meta["Name"] for array in image.darrays]
    assert names == ([f"time {step}" for step in range(len(means))] if kind == "func" else ["all samples", *CLASSES]), names
    intents = {nib.nifti1.intent_codes.niistring[array.intent] for array in image.darrays}
    assert intents == {"NIFTI_INTENT_TIME_SERIES" if kind == "func" else "NIFTI_INTENT_SHAPE"}, (path, intents)
    assert kind != "func" or float(image.darrays[0].meta["TimeStep"]) == 720, path


def main():
    files = sorted(glob.glob(os.path.join(sys.argv[1], "*.nii")) + glob.glob(os.path.join(sys.argv[1], "*.nii.gz")))
    cifti = [path for path in files if re.search(r"\.[pd](tseries|scalar)\.nii$", path)]
    volumes = [path for path in files if path not in cifti]
    for path in volumes:
        check_volume(path)
    for path in cifti:
        check_cifti(path)
    surfaces = glob.glob(os.path.join(sys.argv[1], "*.gii")) + glob.glob(os.path.join(sys.argv[1], "*.gii.gz"))
    for path in surfaces:
        check_gifti(path)
    print(f"nibabel {nib.__version__} reads {len(volumes)} NIfTI images, {len(cifti)} CIFTI-2 and {len(surfaces)} GIFTI files with the numbers and the space they should have")
    sys.exit(not (volumes and cifti and surfaces))


if __name__ == "__main__":
    main()
