#!/usr/bin/env python3
"""Writes the inputs of a sentence encoder: token ids and attention mask.

    tokenize_sentences.py VOCABULARY [--tokens 64] [--out FOLDER] SENTENCE...

VOCABULARY is a WordPiece list, one token a line, as BERT's uncased models come
with. Each sentence is cut to --tokens, [CLS] and [SEP] included, and padded.
Leaves input_ids.npy and attention_mask.npy, i64, one row a sentence. Needs
nothing but Python.
"""

import argparse
import pathlib
import struct
import sys
import unicodedata


def is_punctuation(character):
    """ASCII signs count even where Unicode calls them symbols: $, ^, `."""
    code = ord(character)
    ascii_sign = 33 <= code <= 47 or 58 <= code <= 64 or 91 <= code <= 96
    ascii_sign = ascii_sign or 123 <= code <= 126
    return ascii_sign or unicodedata.category(character).startswith("P")


def split_words(text):
    """Lower case without accents; signs are words of their own."""
    words = []
    for part in text.split():
        decomposed = unicodedata.normalize("NFD", part.lower())
        word = ""
        for character in decomposed:
            category = unicodedata.category(character)
            if category == "Mn" or category.startswith("C"):
                continue
            if is_punctuation(character):
                words.extend([word] if word else [])
                words.append(character)
                word = ""
            else:
                word += character
        words.extend([word] if word else [])
    return words


def split_pieces(word, vocabulary):
    """The longest known pieces from the left; [UNK] if a rest is unknown."""
    pieces, begin = [], 0
    while begin < len(word):
        end = len(word)
        while end > begin:
            piece = ("##" if begin else "") + word[begin:end]
            if piece in vocabulary:
                break
            end -= 1
        if end == begin:
            return ["[UNK]"]
        pieces.append(piece)
        begin = end
    return pieces


def tokenize(sentence, vocabulary, tokens):
    pieces = [
        piece
        for word in split_words(sentence)
        for piece in split_pieces(word, vocabulary)
    ]
    pieces = ["[CLS]", *pieces[: tokens - 2], "[SEP]"]
    ids = [vocabulary[piece] for piece in pieces]
    padding = tokens - len(ids)
    return ids + [vocabulary["[PAD]"]] * padding, [1] * len(ids) + [0] * padding


def write_npy(path, rows):
    """Version 1.0: magic, header of a multiple of 64 bytes, data."""
    shape = (len(rows), len(rows[0]))
    header = f"{{'descr': '<i8', 'fortran_order': False, 'shape': {shape}, }}"
    header += " " * (-(len(header) + 11) % 64) + "\n"
    data = b"".join(struct.pack(f"<{len(row)}q", *row) for row in rows)
    path.write_bytes(
        b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + data
    )
    print(f"wrote {path}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("vocabulary", type=pathlib.Path)
    parser.add_argument("--tokens", type=int, default=64)
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("."))
    parser.add_argument("sentences", nargs="+", metavar="SENTENCE")
    options = parser.parse_args()
    lines = options.vocabulary.read_text(encoding="utf-8").splitlines()
    vocabulary = {token: number for number, token in enumerate(lines)}
    for token in ("[PAD]", "[UNK]", "[CLS]", "[SEP]"):
        if token not in vocabulary:
            sys.exit(
                f"{options.vocabulary}: has no {token}, expected a WordPiece "
                "vocabulary with one token a line"
            )
    if options.tokens < 3:
        sys.exit(f"--tokens is {options.tokens}, expected at least 3")
    rows = [tokenize(s, vocabulary, options.tokens) for s in options.sentences]
    options.out.mkdir(parents=True, exist_ok=True)
    write_npy(options.out / "input_ids.npy", [ids for ids, _ in rows])
    write_npy(options.out / "attention_mask.npy", [mask for _, mask in rows])


if __name__ == "__main__":
    main()
