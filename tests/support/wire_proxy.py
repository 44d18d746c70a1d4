"""Stands between a client and the PostgreSQL server and knows where messages of the protocol begin.

Only what libpq sends without encryption over a Unix socket is understood. `request` below is all that a
client sends before it waits for an answer: its start-up packet, a Query, or messages up to a Sync.
"""
import os
import re
import socket
import struct
import threading

CANCEL_REQUEST = 80877102


def socket_of(dsn):
    return re.search(r"host=(\S+)", dsn)[1] + "/.s.PGSQL.5432"


def through(dsn, folder):
    """The connection string that goes through a proxy listening in `folder`."""
    return re.sub(r"host=\S+", "host=" + folder, dsn)


def read_exactly(source, length):
    data = b""
    while len(data) < length:
        part = source.recv(length - len(data))
        if not part:
            raise OSError("closed")
        data += part
    return data


def read_message(source):
    """Returns its type, one byte, and all its bytes."""
    head = read_exactly(source, 5)
    return head[:1], head + read_exactly(source, struct.unpack("!i", head[1:])[0] - 4)


def read_start(source):
    head = read_exactly(source, 8)
    length, code = struct.unpack("!ii", head)
    return code, head + read_exactly(source, length - 8)


def close(*sockets):
    for one in sockets:
        try:
            one.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        one.close()


class Listener:
    """Calls serve(client) in a thread of its own for each connection."""

    def __init__(self, dsn, folder):
        self.server_socket = socket_of(dsn)
        self.path = folder + "/.s.PGSQL.5432"
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(self.path)
        self.listener.listen()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.guarded, args=(client,), daemon=True).start()

    def guarded(self, client):
        try:
            self.serve(client)
        except OSError:
            pass
        close(client)

    def connect(self):
        server = socket.socket(socket.AF_UNIX)
        server.connect(self.server_socket)
        return server

    def end(self):
        close(self.listener)
        if os.path.exists(self.path):
            os.unlink(self.path)


class CuttingProxy(Listener):
    """Loses one request, or the answer to it, and with it all connections of that moment.

    number:   of the request, from 1, over all connections
    answer:   whether the request arrives and only its answer is lost
    for_good: whether nobody can connect any more afterwards
    """

    def __init__(self, dsn, folder, number, answer, for_good):
        self.number, self.answer, self.for_good = number, answer, for_good
        self.requests, self.lock, self.open, self.has_cut = 0, threading.Lock(), [], False
        super().__init__(dsn, folder)

    def serve(self, client):
        server = self.connect()
        code, start = read_start(client)
        with self.lock:
            self.open += [client, server]
        state = {"lose answer": False}
        if code == CANCEL_REQUEST:
            server.sendall(start)
            close(server)
            return
        threading.Thread(target=self.answers, args=(server, client, state), daemon=True).start()
        self.request(server, start, state)
        while True:
            kind, data = read_message(client)
            while kind not in b"QSX":
                kind, more = read_message(client)
                data += more
            self.request(server, data, state)

    def request(self, server, data, state):
        with self.lock:
            self.requests += 1
            hit = self.requests == self.number
            if hit and self.answer:
                state["lose answer"] = True
        if hit and not self.answer:
            self.cut()
            raise OSError("cut")
        server.sendall(data)

    def answers(self, server, client, state):
        try:
            while data := server.recv(65536):
                if state["lose answer"]:
                    self.cut()
                    return
                client.sendall(data)
        except OSError:
            pass
        if state["lose answer"]:  # what it answered was to close
            self.cut()
        close(client, server)

    def cut(self):
        if self.for_good:
            self.end()
        with self.lock:
            self.has_cut = True
            cut, self.open = self.open, []
        for one in cut:
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


class Pooler(Listener):
    """Gives each request of a client another of two sessions, as poolers by transaction do."""

    def serve(self, client):
        code, start = read_start(client)
        if code == CANCEL_REQUEST:
            return
        servers = [self.connect(), self.connect()]
        greetings = []
        for server in servers:
            server.sendall(start)
            greetings.append(self.answer(server))
        client.sendall(greetings[0])
        turn = 0
        try:
            while True:
                kind, data = read_message(client)
                while kind not in b"QSX":
                    kind, more = read_message(client)
                    data += more
                if kind == b"X":
                    return
                turn = 1 - turn
                servers[turn].sendall(data)
                client.sendall(self.answer(servers[turn]))
        finally:
            close(*servers)

    @staticmethod
    def answer(server):
        """All up to ReadyForQuery."""
        answer = b""
        while True:
            kind, data = read_message(server)
            answer += data
            if kind == b"Z":
                return answer
