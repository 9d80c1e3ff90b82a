#!/usr/bin/env python3
"""A plain load generator: sends recorded bodies again, and reads the replies.

    tests/bench/embed_replay.py PORT PATH WORKERS FILE

WORKERS connections, kept until the server closes them, each sends the next body
as soon as it has a reply, which is read and thrown away. What is no 200 ends it.
"""

import os
import socket
import sys
import threading


def bodies(path):
    with open(path, "rb") as file:
        while line := file.readline():
            yield file.read(int(line))


def read_reply(file):
    """Whether one came: a kept connection may have been closed before."""
    status = file.readline()
    if not status:
        return False
    if b" 200 " not in status:
        print("no 200:", status, file=sys.stderr, flush=True)
        os._exit(2)  # of a thread, an exception would end nothing else
    length = 0
    while (line := file.readline()).strip():
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    while length > 0:
        length -= len(file.read(min(length, 1 << 20)))
    return True


def connect(port):
    peer = socket.create_connection(("127.0.0.1", port))
    peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return peer, peer.makefile("rb", 1 << 16)


def work(port, path, left, lock):
    peer, file = connect(port)
    while True:
        with lock:
            body = next(left, None)
        if body is None:
            return
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        peer.sendall(head.encode() + body)
        while not read_reply(file):
            peer.close()
            peer, file = connect(port)
            peer.sendall(head.encode() + body)


def main():
    port, path, workers, recorded = sys.argv[1:]
    left, lock = iter(list(bodies(recorded))), threading.Lock()
    threads = [threading.Thread(target=work, args=(int(port), path, left, lock)) for _ in range(int(workers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


main()
