"""A TCP proxy on 127.0.0.1 that spoils what it carries (piece X of the fault matrix).

    proxy = Proxy(port of the server)
    proxy.spoil(cut=97)          from the next connection on; no argument: nothing is spoiled
    proxy.port, proxy.said       where it listens; octets of the server in the last connection

The faults count octets from the server to the client, each alone or together:

    cut=N      after N octets both ends are closed
    reset=N    the same, by RST
    stop=N     after N octets nothing is read from either side any more (half-open)
    corrupt=N  the octet at N (from 0) arrives with its lowest bit turned
    delay=S    each piece waits S seconds
    drip=S     one octet at a time, S seconds apart
"""
import select
import socket
import struct
import threading
import time


class Proxy:
    def __init__(self, server):
        self.server, self.faults, self.said, self.connections = int(server), {}, 0, 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def spoil(self, **faults):
        self.faults = faults

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            self.connections += 1
            threading.Thread(target=self.carry, args=(client,), daemon=True).start()

    def carry(self, client):
        server = socket.create_connection(("127.0.0.1", self.server))
        for end in (client, server):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else a final dot waits 40 ms for its turn
        try:
            Link(self, client, server).run()
        except OSError:
            pass
        finally:
            client.close()
            server.close()


class Link:
    """One connection, with the faults of the moment when it began."""

    def __init__(self, proxy, client, server):
        self.proxy, self.client, self.server = proxy, client, server
        self.faults, self.said = proxy.faults, 0
        proxy.said = 0

    def run(self):
        while True:
            readable = select.select([self.client, self.server], [], [])[0]
            if self.client in readable and not self.pass_on():
                return
            if self.server in readable and not self.spoiled(self.server.recv(65536)):
                return

    def pass_on(self):
        """From the client to the server, untouched."""
        octets = self.client.recv(65536)
        self.server.sendall(octets)
        return octets != b""

    def spoiled(self, octets):
        """From the server to the client; False at the end."""
        limit = min((self.faults[f] for f in ("cut", "reset", "stop") if f in self.faults), default=None)
        end = limit is not None and self.said + len(octets) >= limit
        if end:
            octets = octets[:limit - self.said]
        self.send(self.corrupted(octets))
        self.said += len(octets)
        self.proxy.said = self.said
        if end:
            self.finish()
        return octets != b"" and not end

    def corrupted(self, octets):
        where = self.faults.get("corrupt", -1) - self.said
        if not 0 <= where < len(octets):
            return octets
        return octets[:where] + bytes([octets[where] ^ 1]) + octets[where + 1:]

    def send(self, octets):
        time.sleep(self.faults.get("delay", 0) if octets else 0)
        if "drip" not in self.faults:
            self.client.sendall(octets)
            return
        for octet in octets:
            self.client.sendall(bytes([octet]))
            time.sleep(self.faults["drip"])

    def finish(self):
        if "reset" in self.faults:
            self.client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        while "stop" in self.faults:
            time.sleep(60)
